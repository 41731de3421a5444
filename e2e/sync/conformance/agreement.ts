import { eq } from "drizzle-orm"
import { afterAll, describe, expect, test } from "vitest"
import { crmConflicts, stageHistory, users } from "@/db/schema"
import { MINUTE_MS, SECOND_MS } from "@/lib/core/time"
import type { FieldMapping } from "@/lib/core/sync/mapping"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { newId } from "@/lib/platform/ids"
import { saveMappings } from "@/lib/sync/save-mappings"
import { readSyncOverview } from "@/lib/sync/status/queries"
import type { Stage } from "./stage"

/** Values go over, come back, and are settled where both sides have one. */
export function testAgreement(stage: Stage): void {
  const { crm, store, world, enquire, synced, there, inStep, lead, edit, expectEqual } = stage

  test("a lead is one contact with one deal that belong together, and an edit goes over without anything else", async () => {
    const { leadId, contacts, contact, deals } = await synced()
    expect([contacts.length, deals.length]).toEqual([1, 1])
    expect(deals[0]).toMatchObject({ isClosed: false, contactId: contact.id })
    await edit(leadId, { company: "Falcon LLC" })
    await inStep()
    expect((await there(leadId)).contact).toMatchObject({ id: contact.id, company: "Falcon LLC" })
    await expectEqual()
  })

  test("an edit there is an edit here, and its echo costs no write", async () => {
    const { leadId, contact } = await synced()
    await store().advance(5 * SECOND_MS)
    await world().editContact(contact.id, { company: "Theirs LLC" })
    const before = await world().writes()
    await inStep()
    expect((await lead(leadId))?.provenance.company?.value).toBe("Theirs LLC")
    await inStep()
    expect(await world().writes()).toBe(before)
  })

  describe("of two edits at once", () => {
    const withPolicy = async (policy: FieldMapping["policy"]) =>
      await saveMappings(world().ctx, {
        mappings: crm.definition.defaultMappings.map((line) => (line.field === "company" ? { ...line, policy } : line)),
      })
    afterAll(() => withPolicy("newest"))

    test.each([
      ["the newer", "newest", "ours", "Ours LLC"],
      ["the newer", "newest", "theirs", "Theirs LLC"],
      ["ours, where we keep the field,", "ours", "theirs", "Ours LLC"],
      ["theirs, where they keep it,", "theirs", "ours", "Theirs LLC"],
    ] as const)("%s wins on both sides (%s, %s later), and the loser is kept", async (_who, policy, later, winner) => {
      await withPolicy(policy)
      const { leadId, contact } = await synced()
      const edits = {
        ours: () => edit(leadId, { company: "Ours LLC" }),
        theirs: () => world().editContact(contact.id, { company: "Theirs LLC" }),
      }
      await store().advance(MINUTE_MS)
      await edits[later === "ours" ? "theirs" : "ours"]()
      await store().advance(MINUTE_MS)
      await edits[later]()
      await inStep()
      expect((await lead(leadId))?.provenance.company?.value).toBe(winner)
      expect((await there(leadId)).contact?.company).toBe(winner)
      const kept = await store().database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, leadId))
      expect(kept).toContainEqual(expect.objectContaining({ property: "company", ours: "Ours LLC", theirs: "Theirs LLC" }))
    })
  })

  test("a booking wins the deal with its amount, and a lead that is lost loses it", async () => {
    const { leadId, mobile } = await synced()
    await store().ingest(
      sampleEvent({
        channel: "erp",
        kind: "booking_created",
        identities: [phone(mobile)],
        booking: {
          externalId: `C-${mobile}`,
          status: "created",
          amountMinor: 180_050,
          currency: "AED",
          vehicle: "Patrol",
          startsAt: null,
          endsAt: null,
        },
        whenUnknown: "customer",
        at: "2026-08-31T08:00:00Z",
      }),
    )
    await inStep()
    expect((await there(leadId)).deal).toMatchObject({ isWon: true, amount: 1800.5 })
    const other = await synced()
    await moveLead(world().ctx, { leadId: other.leadId, to: "lost", reason: "Price", via: "board" })
    await inStep()
    expect((await there(other.leadId)).deal).toMatchObject({ isClosed: true, isWon: false })
  })

  test("a stage there moves the lead here", async () => {
    const { leadId, deal } = await synced()
    await store().advance(5 * SECOND_MS)
    await world().moveDeal(deal.id, "contacted")
    await inStep()
    expect((await lead(leadId))?.stageId).toBe("contacted")
    const moves = await store().database.db.select().from(stageHistory).where(eq(stageHistory.leadId, leadId))
    expect(moves.find(({ toStageId }) => toStageId === "contacted")?.via).toBe("crm")
    await expectEqual()
  })

  test("a colleague whom the CRM does not know is named, and the lead goes over all the same", async () => {
    const id = newId()
    await store()
      .database.db.insert(users)
      .values({ id, email: `${id}@rentals.example`, name: "Nobody There", role: "agent" })
    const { leadId } = await enquire()
    await assignLead(world().ctx, { leadId, ownerId: id })
    await inStep()
    expect((await there(leadId)).contacts.length).toBe(1)
    expect((await readSyncOverview(world().ctx)).unknownOwners).toContainEqual(expect.objectContaining({ userId: id }))
  })
}

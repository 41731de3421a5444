import { eq } from "drizzle-orm"
import { expect, test } from "vitest"
import { crmConflicts, crmExclusions } from "@/db/schema"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { openRun } from "@/lib/sync/connection/sync-run"
import type { Stage } from "./stage"

/** One person is one contact and one lead, whatever is joined, deleted or brought back on either side. */
export function testIdentity({ crm, store, world, person, synced, there, inStep, lead, edit, expectEqual }: Stage): void {
  const lacks = (what: "restore" | "merge"): boolean => crm.lacks?.includes(what) ?? false

  test("somebody whom the CRM knows is adopted, not doubled", async () => {
    const { event, mail } = person()
    const id = await world().createContact({ name: "Huda Karim", email: mail })
    const before = (await world().contacts()).length
    const leadId = await store().ingest(event)
    await inStep()
    expect((await world().contacts()).length).toBe(before)
    expect((await there(leadId)).contact?.id).toBe(id)
  })

  test("leads that are merged here have one contact there in the end, or are named where the CRM merges nothing", async () => {
    const [kept, merged] = [await synced(), await synced()]
    await mergeLeads(world().ctx, { survivorId: kept.leadId, mergedId: merged.leadId })
    await inStep()
    const run = await openRun(world().ctx, world().deps)
    const canMerge = run.provider.merge.contact !== undefined
    run.provider.close()
    const ids = new Set([kept.contact.id, merged.contact.id])
    const left = (await world().contacts()).filter(({ id, leadId }) => ids.has(id) || leadId === kept.leadId || leadId === merged.leadId)
    expect(left.length).toBe(canMerge ? 1 : 2)
    const listed = await store().database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, kept.leadId))
    expect(listed.some(({ property, theirs }) => property === "lead_id" && theirs === merged.contact.id)).toBe(!canMerge)
  })

  test.skipIf(lacks("merge"))("contacts that are merged there are one lead here", async () => {
    const [kept, merged] = [await synced(), await synced()]
    await world().mergeContacts(kept.contact.id, merged.contact.id)
    await inStep()
    const states = [await lead(kept.leadId), await lead(merged.leadId)].map((one) => one?.state)
    expect(states.toSorted()).toEqual(["active", "merged"])
    await expectEqual()
  })

  test("a contact that is deleted there is not made again, and one that is restored takes part again", async () => {
    const { leadId, contact } = await synced()
    await world().remove("contacts", contact.id)
    await inStep()
    await edit(leadId, { company: "After the deletion" })
    await inStep()
    expect((await there(leadId)).contacts).toEqual([])
    const excluded = () => store().database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId))
    expect(await excluded()).toMatchObject([{ reason: "deleted_there" }])
    if (lacks("restore")) return
    await world().restoreContact(contact.id)
    await inStep()
    expect(await excluded()).toEqual([])
    expect((await there(leadId)).contact).toMatchObject({ id: contact.id, company: "After the deletion" })
  })

  test("a deal that is deleted there is not made again, and its contact goes on", async () => {
    const { leadId, deal } = await synced()
    await world().remove("deals", deal.id)
    await inStep()
    await edit(leadId, { company: "After the deal", vehicle: "Patrol" })
    await inStep()
    const { contact, deals } = await there(leadId)
    expect(deals).toEqual([])
    expect(contact?.company).toBe("After the deal")
  })
}

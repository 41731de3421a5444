import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { crmConflicts, crmExclusions, crmLinks, leads, stageHistory, users } from "@/db/schema"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { newId } from "@/lib/platform/ids"
import { compareAll } from "@/lib/sync/compare/compare-all"
import { openRun } from "@/lib/sync/connection/sync-run"
import { Cut } from "@/lib/sync/queue/cut"
import { readSyncOverview } from "@/lib/sync/status/queries"
import { syncOnce } from "@/lib/sync/sync-once"
import type { SyncBench } from "./sync-bench"

/** A record as it stands in a simulator, in neutral words; what is gone is not listed. */
type ThereContact = { id: string; key: string; name: string; company: string }
type ThereDeal = { id: string; key: string; outcome: "open" | "won" | "lost"; stage: string; amount: string; contactIds: string[] }

/** What a CRM's simulator lets a test do, beside the store and its clock. */
export type CrmWorld = {
  bench: Pick<SyncBench, "ctx" | "deps" | "database" | "ingest" | "settle" | "advance" | "now">
  contacts(): Promise<ThereContact[]>
  deals(): Promise<ThereDeal[]>
  createContact(of: { name: string; email: string }): Promise<string>
  editContact(id: string, company: string): Promise<void>
  /** By the label of the stage. */
  moveDeal(id: string, stage: string): Promise<void>
  /** Null where this cannot be done over there. */
  deleteContact(id: string): Promise<void>
  restoreContact: ((id: string) => Promise<void>) | null
  mergeContacts: ((id: string, otherId: string) => Promise<void>) | null
  /** What the CRM has to tell reaches us, however it tells. */
  hear(): Promise<void>
  /** Writing calls so far. */
  writes(): Promise<number>
  /** Null ends all trouble. */
  trouble(kind: "outage" | "rate limit" | "used-up day" | "expired token" | "lost answer" | null): Promise<void>
  close(): Promise<void>
}

/** What holds for every CRM: one suite over a provider and its simulator. */
export function crmConformance(name: string, open: () => Promise<CrmWorld>): void {
  describe(`${name} and the store`, () => {
    let world: CrmWorld
    beforeAll(async () => {
      world = await open()
    })
    afterAll(() => world.close())
    beforeEach(async () => {
      await world.trouble(null)
      await inStep()
    })

    let serial = 0
    function person(given: Parameters<typeof sampleEvent>[0] = {}) {
      serial += 1
      const [mobile, mail] = [`+9715054${String(10_000 + serial)}`, `conform.${serial}@mail.example`]
      const event = sampleEvent({
        identities: [phone(mobile), email(mail)],
        fields: [named("Huda Karim")],
        at: "2026-08-30T08:00:00Z",
        ...given,
      })
      return { mobile, mail, event }
    }
    async function inStep(): Promise<void> {
      await world.bench.settle(200)
      await world.hear()
      await world.bench.settle(200)
    }
    async function synced(given: Parameters<typeof person>[0] = {}) {
      const { mobile, mail, event } = person(given)
      const leadId = await world.bench.ingest(event)
      await inStep()
      return { leadId, mobile, mail, ...(await there(leadId)) }
    }
    async function there(leadId: string) {
      const contacts = (await world.contacts()).filter(({ key }) => key === leadId)
      const deals = (await world.deals()).filter(({ key }) => key.startsWith(leadId))
      return { contacts, deals, contact: contacts[0], deal: deals[0] }
    }
    const lead = async (id: string) => (await world.bench.database.db.select().from(leads).where(eq(leads.id, id)))[0]
    const edit = async (leadId: string, company: string) => void (await editLead(world.bench.ctx, { leadId, fields: { company } }))
    async function expectEqual(): Promise<void> {
      const run = await openRun(world.bench.ctx, world.bench.deps)
      const found = await compareAll(run)
      run.provider.close()
      expect(found.lists).toEqual({ different: [], missingHere: [], missingThere: [] })
    }

    test("a lead is one contact with one deal that belong together, and an edit goes over without anything else", async () => {
      const { leadId, contacts, deals } = await synced()
      expect([contacts.length, deals.length]).toEqual([1, 1])
      expect(deals[0]).toMatchObject({ outcome: "open", contactIds: [contacts[0]?.id] })
      await edit(leadId, "Falcon LLC")
      await inStep()
      expect((await there(leadId)).contact).toMatchObject({ id: contacts[0]?.id, company: "Falcon LLC" })
      await expectEqual()
    })

    test("somebody whom the CRM knows is adopted, not doubled", async () => {
      const { event, mail } = person()
      const id = await world.createContact({ name: "Huda Karim", email: mail })
      const before = (await world.contacts()).length
      const leadId = await world.bench.ingest(event)
      await inStep()
      expect((await world.contacts()).length).toBe(before)
      expect((await there(leadId)).contact?.id).toBe(id)
    })

    test("an edit there is an edit here, and its echo costs no write", async () => {
      const { leadId, contact } = await synced()
      await world.bench.advance(5_000)
      await world.editContact(contact?.id ?? "", "Theirs LLC")
      const before = await world.writes()
      await inStep()
      expect((await lead(leadId))?.provenance.company?.value).toBe("Theirs LLC")
      await inStep()
      expect(await world.writes()).toBe(before)
    })

    test("of two edits at once the newer wins on both sides, and the loser is kept", async () => {
      for (const isOursLater of [true, false]) {
        const { leadId, contact } = await synced()
        const ours = async () => await edit(leadId, "Ours LLC")
        const theirs = async () => await world.editContact(contact?.id ?? "", "Theirs LLC")
        await world.bench.advance(60_000)
        await (isOursLater ? theirs() : ours())
        await world.bench.advance(60_000)
        await (isOursLater ? ours() : theirs())
        await inStep()
        const winner = isOursLater ? "Ours LLC" : "Theirs LLC"
        expect((await lead(leadId))?.provenance.company?.value).toBe(winner)
        expect((await there(leadId)).contact?.company).toBe(winner)
        const kept = await world.bench.database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, leadId))
        expect(kept).toContainEqual(expect.objectContaining({ property: "company", ours: "Ours LLC", theirs: "Theirs LLC" }))
      }
    })

    test("a booking wins the deal with its amount, and a lead that is lost loses it", async () => {
      const { leadId, mobile } = await synced()
      const booking = { externalId: `C-${serial}`, status: "created" as const, amountMinor: 180_050, currency: "AED" }
      await world.bench.ingest(
        sampleEvent({
          channel: "erp",
          kind: "booking_created",
          identities: [phone(mobile)],
          booking: { ...booking, vehicle: "Patrol", startsAt: null, endsAt: null },
          whenUnknown: "customer",
          at: "2026-08-31T08:00:00Z",
        }),
      )
      await inStep()
      const { deal } = await there(leadId)
      expect(deal?.outcome).toBe("won")
      expect(Number(deal?.amount)).toBe(1800.5)
      const other = await synced()
      await moveLead(world.bench.ctx, { leadId: other.leadId, to: "lost", reason: "Price", via: "board" })
      await inStep()
      expect((await there(other.leadId)).deal?.outcome).toBe("lost")
    })

    test("a stage there moves the lead here", async () => {
      const { leadId, deal } = await synced()
      await world.bench.advance(5_000)
      await world.moveDeal(deal?.id ?? "", "Contacted")
      await inStep()
      expect((await lead(leadId))?.stageId).toBe("contacted")
      const moves = await world.bench.database.db.select().from(stageHistory).where(eq(stageHistory.leadId, leadId))
      expect(moves.find(({ toStageId }) => toStageId === "contacted")?.via).toBe("crm")
    })

    test("leads that are merged here have one contact there in the end", async () => {
      const [kept, merged] = [await synced(), await synced()]
      await mergeLeads(world.bench.ctx, { survivorId: kept.leadId, mergedId: merged.leadId })
      await inStep()
      const ids = new Set([kept.contact?.id, merged.contact?.id])
      const left = (await world.contacts()).filter(({ id, key }) => ids.has(id) || key === kept.leadId || key === merged.leadId)
      expect(left.length).toBe(1)
    })

    test("contacts that are merged there are one lead here", async () => {
      if (!world.mergeContacts) return
      const [kept, merged] = [await synced(), await synced()]
      await world.mergeContacts(kept.contact?.id ?? "", merged.contact?.id ?? "")
      await inStep()
      const states = [await lead(kept.leadId), await lead(merged.leadId)].map((one) => one?.state)
      expect(states.toSorted()).toEqual(["active", "merged"])
      await expectEqual()
    })

    test("a contact that is deleted there is not made again, and one that is restored takes part again", async () => {
      const { leadId, contact } = await synced()
      await world.deleteContact(contact?.id ?? "")
      await inStep()
      await edit(leadId, "After the deletion")
      await inStep()
      expect((await there(leadId)).contacts).toEqual([])
      const excluded = () => world.bench.database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId))
      expect(await excluded()).toMatchObject([{ reason: "deleted_there" }])
      if (!world.restoreContact) return
      await world.restoreContact(contact?.id ?? "")
      await inStep()
      expect(await excluded()).toEqual([])
      expect((await there(leadId)).contact).toMatchObject({ id: contact?.id, company: "After the deletion" })
    })

    test("a colleague whom the CRM does not know is named, and the lead goes over all the same", async () => {
      const id = newId()
      await world.bench.database.db
        .insert(users)
        .values({ id, email: `nobody.${serial}@rentals.example`, name: "Nobody There", role: "agent" })
      const { leadId } = await synced()
      await assignLead(world.bench.ctx, { leadId, ownerId: id })
      await edit(leadId, "Goes over")
      await inStep()
      expect((await there(leadId)).contact?.company).toBe("Goes over")
      expect((await readSyncOverview(world.bench.ctx)).unknownOwners).toContainEqual(expect.objectContaining({ userId: id }))
    })

    test.each(["outage", "rate limit", "used-up day", "expired token"] as const)(
      "%s costs no lead, no double and no attempt",
      async (kind) => {
        const known = await synced()
        await world.trouble(kind)
        await edit(known.leadId, `During the ${kind}`)
        const fresh = await world.bench.ingest(person().event)
        for (let turn = 0; turn < 4; turn += 1) await syncOnce(world.bench.ctx, world.bench.deps)
        await world.trouble(null)
        await world.bench.advance(7_200_000)
        await inStep()
        expect((await there(known.leadId)).contact?.company).toBe(`During the ${kind}`)
        expect((await there(fresh)).contacts.length).toBe(1)
        expect((await readSyncOverview(world.bench.ctx)).errors).toEqual([])
      },
    )

    test("a write whose answer is lost stands once", async () => {
      await world.trouble("lost answer")
      const leadId = await world.bench.ingest(person().event)
      await inStep()
      const { contacts, deals } = await there(leadId)
      expect([contacts.length, deals.length]).toEqual([1, 1])
    })

    test("a worker that is killed at any step leaves one contact, one deal and both links in the end", async () => {
      let wasCut = true
      for (let point = 1; wasCut && point < 40; point += 1) {
        const leadId = await world.bench.ingest(person().event)
        let steps = 0
        wasCut = false
        const step = () => {
          steps += 1
          if (steps !== point) return
          wasCut = true
          throw new Cut("cut")
        }
        await syncOnce(world.bench.ctx, { ...world.bench.deps, step }).catch(() => undefined)
        await world.bench.advance(200_000)
        await world.bench.settle(200)
        const { contacts, deals } = await there(leadId)
        expect([contacts.length, deals.length], `cut at ${point}`).toEqual([1, 1])
        const links = await world.bench.database.db.select().from(crmLinks).where(eq(crmLinks.leadId, leadId))
        expect(links.length, `links, cut at ${point}`).toBe(2)
      }
      await inStep()
      await expectEqual()
    })
  })
}

import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { crmExclusions, crmOutbox, leads } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { restrictLead } from "@/lib/leads/edit/restrict-lead"
import { repairOne } from "./repair-differences"
import { compareJob } from "@/lib/sync/jobs"
import { readSyncOverview } from "@/lib/sync/status/queries"
import { readComparison } from "./read-comparison"

let bench: SyncBench
let serial = 0
function person(name: string) {
  serial += 1
  return sampleEvent({
    identities: [phone(`+9715083${String(30_000 + serial)}`), email(`compared.${serial}@mail.example`)],
    fields: [named(name)],
  })
}
/** The job of the night, as the worker runs it. */
const compare = (repair: boolean | "different" | "missingHere" | "missingThere" = false) =>
  compareJob(() => bench.deps).run(bench.ctx, { crm: bench.ctx.crm.name, repair }, new AbortController().signal)
async function found() {
  const comparison = await readComparison(bench.ctx)
  if (!comparison) throw new Error("nothing was compared")
  return comparison
}
const lead = async (id: string) => (await bench.database.db.select().from(leads).where(eq(leads.id, id)))[0]

beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())

/** One of each: a contact and a deal that were edited unheard, a contact that was not reported, a lead that was not sent, and one that is equal. */
async function disagree() {
  const [edited, repriced, equal] = [
    await bench.ingest(person("Edited")),
    await bench.ingest(person("Repriced")),
    await bench.ingest(person("Equal")),
  ]
  await bench.settle()
  const [contact, deal] = [await bench.contactOf(edited), await bench.dealOf(repriced)]
  await bench.advance(5_000)
  await bench.edit({ op: "update", objectType: "contacts", id: contact?.id ?? "", properties: { company: `Unheard ${serial}` } })
  await bench.edit({ op: "update", objectType: "deals", id: deal?.id ?? "", properties: { amount: "4321" } })
  const stranger = await bench.edit({
    op: "create",
    objectType: "contacts",
    properties: { firstname: "Unknown", email: `unknown.${serial}@mail.example` },
  })
  const absent = await bench.ingest(person("Absent"))
  await bench.database.db.delete(crmOutbox).where(eq(crmOutbox.leadId, absent))
  return { edited, repriced, equal, stranger: stranger?.id ?? "", absent }
}

describe("a comparison", () => {
  beforeEach(async () => {
    await compare(true)
    await bench.settle()
  })

  test("leaves out who may not be processed: restricted, or refused to be served", async () => {
    const restricted = await bench.ingest(person("Restricted"))
    await bench.settle()
    const contact = await bench.contactOf(restricted)
    await bench.advance(5_000)
    await bench.edit({ op: "update", objectType: "contacts", id: contact?.id ?? "", properties: { company: "Unheard" } })
    await restrictLead(bench.ctx, { leadId: restricted, restricted: true, reason: "Asked for it" })
    const refusal = { given: false, givenAt: new Date(bench.now()), textVersion: null, purpose: "processing of my enquiry" }
    const refused = await bench.ingest({ ...person("Refused"), consents: [refusal] })
    await bench.settle()
    await compare()
    const { lists } = await found()
    expect(lists.different.filter(({ leadId }) => leadId === restricted)).toEqual([])
    expect(lists.missingThere.filter(({ leadId }) => leadId === refused)).toEqual([])
  })

  test("has four lists with names, and its share of what is equal is kept over time", async () => {
    const { edited, repriced, equal, stranger, absent } = await disagree()
    const before = (await readSyncOverview(bench.ctx)).comparisons.length
    await compare()
    const { lists, counts } = await found()
    expect(lists.different.map(({ leadId, property, name }) => [leadId, property, name]).sort()).toEqual(
      [
        [edited, "company", "Edited"],
        [repriced, "amount", "Repriced"],
      ].sort(),
    )
    expect(lists.missingHere).toEqual([{ externalId: stranger, name: "Unknown" }])
    expect(lists.missingThere).toMatchObject([{ leadId: absent, name: "Absent" }])
    expect(lists.equal.map(({ leadId }) => leadId)).toContain(equal)
    expect(lists.equal.map(({ leadId }) => leadId)).not.toContain(edited)
    const { comparisons } = await readSyncOverview(bench.ctx)
    expect(comparisons.length).toBe(before + 1)
    const all = counts.equal + counts.different + counts.missingHere + counts.missingThere
    expect(comparisons.at(-1)?.percent).toBe(Math.floor((1000 * counts.equal) / all) / 10)
  })

  test("is repaired one list at a time, the others untouched", async () => {
    const { edited, absent } = await disagree()
    const repair = async (list: "different" | "missingHere" | "missingThere") => {
      await compare(list)
      await bench.settle()
      await compare()
      return (await found()).counts
    }
    expect(await repair("different")).toMatchObject({ different: 0, missingHere: 1, missingThere: 1 })
    expect((await lead(edited))?.company).toMatch(/Unheard/)
    expect(await repair("missingHere")).toMatchObject({ different: 0, missingHere: 0, missingThere: 1 })
    expect(await repair("missingThere")).toMatchObject({ different: 0, missingHere: 0, missingThere: 0 })
    expect(await bench.contactOf(absent)).toBeDefined()
    expect((await readSyncOverview(bench.ctx)).comparisons.at(-1)?.percent).toBe(100)
  })

  test("is repaired line by line", async () => {
    const { edited, stranger, absent } = await disagree()
    await repairOne(bench.ctx, { list: "different", leadId: edited })
    await repairOne(bench.ctx, { list: "missingHere", externalId: stranger })
    await repairOne(bench.ctx, { list: "missingThere", leadId: absent })
    await bench.settle()
    await compare()
    const { counts, lists } = await found()
    expect(counts).toMatchObject({ different: 1, missingHere: 0, missingThere: 0 })
    expect(lists.different.map(({ property }) => property)).toEqual(["amount"])
  })

  test("leaves a lead out, with the reason, whose contact was deleted there unheard", async () => {
    const leadId = await bench.ingest(person("Deleted Unheard"))
    await bench.settle()
    await bench.edit({ op: "delete", objectType: "contacts", id: (await bench.contactOf(leadId))?.id ?? "" })
    await compare()
    expect((await found()).lists.missingThere.map((one) => one.leadId)).toEqual([leadId])
    await compare("missingThere")
    await bench.settle()
    expect((await bench.database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId)))[0]?.reason).toBe("deleted_there")
    await compare()
    expect((await found()).counts.missingThere).toBe(0)
  })
})

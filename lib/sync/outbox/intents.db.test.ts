import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { crmIntents, crmLinks } from "@/db/schema"
import { openSyncBench, type ConnectedAccount, type SyncBench } from "@/e2e/sync/sync-bench"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { switchSync } from "@/lib/sync/manage-sync"
import { Cut } from "@/lib/sync/queue/cut"
import { syncOnce } from "@/lib/sync/sync-once"
import { blindHubspot, createBlindProvider } from "@/lib/sync/testing/blind-hubspot"

/** A CRM in which a create that is sent twice makes two records, and search lags behind. */
let bench: SyncBench
let blind: ConnectedAccount
const LAG_MS = 30_000
beforeAll(async () => {
  bench = await openSyncBench()
  blind = await bench.connect("blind", { definition: blindHubspot, provider: createBlindProvider })
  await switchSync(bench.ctx, { isDisconnected: true })
  await blind.hubspot.control.config({ searchLagMs: [LAG_MS, LAG_MS] })
})
afterAll(() => bench.close())
beforeEach(async () => {
  await blind.hubspot.control.faults([])
  await bench.settle()
})

let serial = 0
function person() {
  serial += 1
  return sampleEvent({ identities: [phone(`+9715056${String(10_000 + serial)}`)], fields: [named("Huda Karim")] })
}
async function expectOnce(leadId: string, what: string): Promise<void> {
  const { contacts, deals } = await blind.hubspot.control.state()
  expect(contacts.filter(({ properties }) => properties["onelead_lead_id"] === leadId).length, `contacts, ${what}`).toBe(1)
  const own = deals.filter(({ properties }) => properties["onelead_deal_id"]?.startsWith(leadId))
  expect(own.length, `deals, ${what}`).toBe(1)
  expect(own[0]?.associations?.["contacts"]?.results.length, `bonds, ${what}`).toBe(1)
  const links = await bench.database.db.select().from(crmLinks).where(eq(crmLinks.leadId, leadId))
  expect(links.map(({ objectType }) => objectType).toSorted(), what).toEqual(["contact", "deal"])
  expect(await bench.database.db.select().from(crmIntents).where(eq(crmIntents.leadId, leadId)), what).toEqual([])
}

test("a create whose answer was lost is looked for until search must have it, and never made twice", async () => {
  for (const kind of ["lost", "late_error", "lost_hang"] as const) {
    for (const objects of ["contacts", "deals"]) {
      await blind.hubspot.control.faults([{ kind, path: `^/crm/.*/${objects}/batch/create`, times: 1 }])
      const leadId = await bench.ingest(person())
      await bench.settle(200)
      await expectOnce(leadId, `${kind} of ${objects}`)
    }
  }
})

test("a create that was not carried out is made after all", async () => {
  await blind.hubspot.control.faults([{ kind: "reset", path: "^/crm/.*/contacts/batch/create", times: 2 }])
  const leadId = await bench.ingest(person())
  await bench.settle(200)
  await expectOnce(leadId, "reset")
})

test("a worker that is killed at any step of a first push leaves one contact and one deal in the end", async () => {
  let wasCut = true
  for (let point = 1; wasCut && point < 40; point += 1) {
    const leadId = await bench.ingest(person())
    let steps = 0
    wasCut = false
    const step = () => {
      steps += 1
      if (steps !== point) return
      wasCut = true
      throw new Cut("cut")
    }
    await syncOnce(blind.ctx, { ...blind.deps, step }).catch(() => undefined)
    await bench.advance(1_000)
    await bench.settle(200)
    await expectOnce(leadId, `cut at ${point}`)
  }
  expect(wasCut, "the last point is behind the last step").toBe(false)
})

test("a value that is refused at a create is left out, and the create is sent again at once", async () => {
  const event = sampleEvent({
    identities: [phone("+971505699001"), { kind: "email", raw: "odd@mail", source: "stated" }],
    fields: [named("Odd")],
  })
  const leadId = await bench.ingest(event)
  await bench.settle(200)
  await expectOnce(leadId, "refused")
})

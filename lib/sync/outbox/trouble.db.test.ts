import { eq, ne } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { crmInbox, crmOutbox } from "@/db/schema"
import { expectInSync } from "@/e2e/sync/expect-in-sync"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent, someName } from "@/lib/leads/ingest/sample-events"
import { replayPushes } from "@/lib/sync/manage-sync"
import { takeTurns } from "@/lib/sync/run-sync"
import { syncOnce } from "@/lib/sync/sync-once"

/** What the CRM's own trouble costs: time, and nothing else. */
let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
  await bench.listen()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.hubspot.control.faults([])
  await rest()
})

let serial = 0
function person(name?: string) {
  serial += 1
  const mail = `trouble.${serial}@mail.example`
  const identities = [phone(`+97155${String(1_000_000 + serial * 131)}`), email(mail)]
  return { mail, event: sampleEvent({ identities, fields: [named(name ?? someName(serial))], at: "2026-08-30T08:00:00Z" }) }
}

/** Everything said and worked off on both sides. */
async function rest(): Promise<void> {
  for (let round = 0; round < 8; round += 1) {
    await bench.hear()
    await bench.settle(300)
    if (await bench.hubspot.control.flushWebhooks(5_000)) await bench.hear()
    if ((await bench.waiting()) === 0) return
  }
  throw new Error("it never came to rest")
}

const calls = async (): Promise<number> => (await bench.hubspot.control.log()).length
const given = async (): Promise<{ attempts: number; state: string }[]> => [
  ...(await bench.database.db
    .select({ attempts: crmOutbox.attempts, state: crmOutbox.state })
    .from(crmOutbox)
    .where(ne(crmOutbox.state, "done"))),
  ...(await bench.database.db
    .select({ attempts: crmInbox.attempts, state: crmInbox.state })
    .from(crmInbox)
    .where(ne(crmInbox.state, "done"))),
]

/** The loop's turns, once every so many seconds of the CRM's time. */
async function run(minutes: number, everySeconds: number): Promise<void> {
  for (let at = 0; at < minutes * 60; at += everySeconds) {
    await takeTurns(bench.ctx, bench.deps)
    await syncOnce(bench.ctx, bench.deps)
    await bench.advance(everySeconds * 1_000)
  }
}

test("an outage of two hours is sat out with a handful of calls, costs no lead its last attempt in either direction, and then everything goes through", async () => {
  const leadId = await bench.ingest(person().event)
  await rest()
  const contact = await bench.contactOf(leadId)
  await bench.hubspot.control.faults([{ kind: "unavailable", times: null }])
  const ids = [await bench.ingest(person().event), await bench.ingest(person().event)]
  const stranger = person()
  await bench.edit({ op: "create", objectType: "contacts", properties: { email: stranger.mail, firstname: "Stranger" } })
  await bench.edit({ op: "update", objectType: "contacts", id: contact?.id ?? "", properties: { company: "Written in the dark" } })
  await bench.hear()
  const before = await calls()
  await run(10, 10)
  const inTen = (await calls()) - before
  expect(inTen).toBeLessThan(30)
  await run(110, 120)
  expect((await calls()) - before - inTen, "calls in the rest of two hours").toBeLessThan(120)
  const rows = await given()
  expect(rows.filter(({ state }) => state === "dead")).toEqual([])
  expect(Math.max(...rows.map(({ attempts }) => attempts))).toBeLessThan(6)
  await bench.hubspot.control.faults([])
  await rest()
  for (const id of ids) expect(await bench.contactOf(id)).toBeDefined()
  await expectInSync(bench)
}, 240_000)

test("an outage that only inbound changes meet opens the breaker too, and loses none of it", async () => {
  const stranger = person()
  await bench.hubspot.control.faults([{ kind: "unavailable", times: null }])
  await bench.edit({ op: "create", objectType: "contacts", properties: { email: stranger.mail, firstname: "Nadia" } })
  await bench.hear()
  await run(10, 10)
  expect((await given()).filter(({ state }) => state === "dead")).toEqual([])
  await bench.hubspot.control.faults([])
  await rest()
  await expectInSync(bench)
}, 120_000)

test("when the account allows a tenth of what we believe, refusals stay few and the backlog drains", async () => {
  await bench.hubspot.control.config({ limits: { burst: 19 } })
  const [before, { limits }] = [await calls(), await bench.state()]
  for (let n = 0; n < 150; n += 1) await bench.ingest(person().event)
  await rest()
  const made = (await calls()) - before
  const refused = (await bench.state()).limits.refused.burst - limits.refused.burst
  expect(refused / made).toBeLessThan(0.2)
  await bench.hubspot.control.config({ limits: { burst: 190 } })
  expect((await given()).filter(({ state }) => state === "dead")).toEqual([])
  await expectInSync(bench)
}, 120_000)

for (const [what, status] of [
  ["refuses", 400],
  ["stumbles over", 500],
] as const)
  test(`one record in a batch of 100 that the CRM ${what} ends alone with its reason, the other 99 go through, and it is replayed`, async () => {
    const ids: string[] = []
    for (let n = 0; n < 100; n += 1) ids.push(await bench.ingest(person().event))
    const bad = ids[57] ?? ""
    await editLead(bench.ctx, { leadId: bad, fields: { company: `Poison ${status}` } })
    await bench.hubspot.control.faults([{ kind: "error", status, path: "contacts/batch", body: `Poison ${status}`, times: null }])
    await rest()
    const state = await bench.state()
    const there = new Set(state.contacts.map(({ properties }) => properties["onelead_lead_id"]))
    expect(ids.filter((id) => !there.has(id))).toEqual([bad])
    const dead = await bench.database.db.select().from(crmOutbox).where(eq(crmOutbox.state, "dead"))
    expect(dead.map(({ leadId }) => leadId)).toEqual([bad])
    expect(dead[0]?.error).toBeTruthy()
    await bench.hubspot.control.faults([])
    await replayPushes({ ...bench.ctx }, {})
    await rest()
    await expectInSync(bench)
  }, 240_000)

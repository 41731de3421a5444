import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { crmBudget, crmOutbox, settings } from "@/db/schema"
import { openSyncBench, type ConnectedAccount, type SyncBench } from "@/e2e/sync/sync-bench"
import { email, named, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { storeSetting } from "@/lib/platform/settings/setting"
import { unblockCalls } from "./connection/budget"
import { crmSettings } from "./connection/crm-settings"
import { runConnections } from "./run-connections"

let bench: SyncBench
let second: ConnectedAccount
beforeAll(async () => {
  bench = await openSyncBench()
  second = await bench.connect("emea")
})
afterAll(() => bench.close())

const hasContact = async ({ hubspot }: ConnectedAccount, leadId: string) =>
  (await hubspot.control.state()).contacts.some(({ properties }) => properties["onelead_lead_id"] === leadId)

test("a CRM whose settings cannot be read leaves the others running, and begins once they can", async () => {
  const setting = crmSettings(second.ctx.crm)
  await storeSetting<unknown>(second.ctx, setting, { pollSeconds: "often" })
  const leadId = await bench.ingest(sampleEvent({ identities: [email("beside@mail.example")], fields: [named("Huda Karim")] }))
  const ending = new AbortController()
  const running = runConnections(
    () => bench.ctx,
    ({ name }) => (name === "emea" ? second.deps : bench.deps),
    ending.signal,
  )
  try {
    await vi.waitFor(async () => expect(await hasContact(bench, leadId)).toBe(true), { timeout: 20_000 })
    expect(await hasContact(second, leadId)).toBe(false)
    await bench.database.db.delete(settings).where(eq(settings.key, setting.key))
    await vi.waitFor(async () => expect(await hasContact(second, leadId)).toBe(true), { timeout: 20_000 })
  } finally {
    ending.abort()
    await running
  }
}, 60_000)

async function runBoth(depsOf: Parameters<typeof runConnections>[1], look: () => Promise<void>): Promise<void> {
  const ending = new AbortController()
  const running = runConnections(() => bench.ctx, depsOf, ending.signal)
  try {
    await look()
  } finally {
    ending.abort()
    await running
  }
}
const newLead = (name: string) =>
  bench.ingest(sampleEvent({ identities: [email(`${name.toLowerCase()}.beside@mail.example`)], fields: [named(`${name} Karim`)] }))
const arrives = async (account: ConnectedAccount, leadId: string) =>
  await vi.waitFor(async () => expect(await hasContact(account, leadId)).toBe(true), { timeout: 20_000 })

test("a CRM that cannot even be set up keeps no other from beginning, and begins once it can", async () => {
  const leadId = await newLead("Unset")
  let isBroken = true
  await runBoth(
    ({ name }) => {
      if (name === "emea") return second.deps
      if (isBroken) throw new Error("its address is none")
      return bench.deps
    },
    async () => {
      await arrives(second, leadId)
      expect(await hasContact(bench, leadId)).toBe(false)
      isBroken = false
      await arrives(bench, leadId)
    },
  )
}, 60_000)

for (const [trouble, kind] of [
  ["an outage", "outage"],
  ["a used-up quota", "rate_limit"],
  ["an expired token", "auth"],
] as const)
  test(`${trouble} of one CRM leaves the other untouched`, async () => {
    const leadId = await newLead(kind)
    const faults = `${second.hubspot.url}/__sim/faults`
    const answer = await fetch(faults, { method: "POST", body: JSON.stringify({ kind, seconds: 86_400 }) })
    expect(answer.status).toBe(200)
    await runBoth(
      ({ name }) => (name === "emea" ? second.deps : bench.deps),
      async () => await arrives(bench, leadId),
    )
    expect(await hasContact(second, leadId)).toBe(false)
    const blocked = await bench.database.db.select({ provider: crmBudget.provider, why: crmBudget.blockedWhy }).from(crmBudget)
    expect(blocked.find(({ provider }) => provider === bench.ctx.crm.name)?.why).toBeNull()
    await fetch(faults, { method: "DELETE" })
    await unblockCalls(second.ctx)
    await bench.database.db.update(crmOutbox).set({ notBefore: new Date(bench.now()) })
    await runBoth(
      ({ name }) => (name === "emea" ? second.deps : bench.deps),
      async () => await arrives(second, leadId),
    )
  }, 60_000)

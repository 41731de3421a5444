import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { settings } from "@/db/schema"
import { openSyncBench, type ConnectedAccount, type SyncBench } from "@/e2e/sync/sync-bench"
import { email, named, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { storeSetting } from "@/lib/platform/settings/setting"
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

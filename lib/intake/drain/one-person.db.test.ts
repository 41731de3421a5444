import { spawn } from "node:child_process"
import { once } from "node:events"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import * as bodies from "@/lib/channels/fixtures/bodies"
import { createInbox } from "@/lib/intake/doors/inbox"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

async function drainInProcess(): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", "e2e/faults/drain-process.ts", "3"], {
    env: { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: "silent" },
    stdio: ["ignore", "ignore", "inherit"],
  })
  const [code] = await once(child, "exit")
  expect(code).toBe(0)
}

test("200 concurrent events of one person, drained by four processes, make exactly one lead", async () => {
  const inbox = createInbox(database.pool)
  const person = { phone: "+971501239876", email: "one.person@example.com", name: "Layla Haddad" }
  const events = Array.from({ length: 200 }, (_, index) => {
    const sample = { id: `p-${index}`, at: new Date(), ...person, text: "Hi" }
    const channel = (["website", "botspace", "ziwo", "chatbot"] as const)[index % 4] ?? "website"
    return { channel, body: bodies.sampleBody(channel, sample), key: sample.id }
  })
  await Promise.all(
    events.map(({ channel, body, key }) =>
      inbox.store({
        channel,
        idempotencyKey: key,
        raw: Buffer.from(JSON.stringify(body)),
        headers: { "content-type": "application/json" },
        trust: "signed",
        receivedAt: new Date(),
      }),
    ),
  )
  await Promise.all([1, 2, 3, 4].map(drainInProcess))
  const { rows } = await database.db.execute(sql`
    select (select count(*)::int from leads) as leads, (select count(*)::int from touchpoints) as touchpoints,
           (select count(*)::int from inbound_events where state = 'done') as done, (select count(*)::int from lead_identities where kind = 'phone') as phones`)
  expect(rows[0]).toEqual({ leads: 1, touchpoints: 200, done: 200, phones: 1 })
})

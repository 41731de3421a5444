import { sql } from "drizzle-orm"
import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"
import { leads, tasks } from "@/db/schema"
import { formRequest } from "@/lib/channels/fixtures/signed-request"
import { createPool } from "@/lib/platform/database"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { acceptWebhook } from "@/lib/intake/doors/accept-webhook"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { openSenderBench, type SenderBench } from "@/lib/intake/intake-testing"
import { createPublicFormLimiter } from "@/lib/intake/doors/public-form-limiter"
import { decideHeld, listHeld } from "./quarantine"
import { countEventStates, getEvent } from "./queries"
import { replayEvent } from "./replay-event"

let bench: SenderBench
beforeAll(async () => {
  bench = await openSenderBench()
})
afterAll(() => bench.close())

const agent = () => testCtx(bench.database.db, { kind: "user", id: newId(), name: "Priya", role: "agent" })
const spam = (n: number) => ({
  name: `Buyer ${n}`,
  phone: `+9715077700${10 + n}`,
  email: `offer${n}@mailinator.com`,
  message: `Get backlinks at https://seo${n}.example`,
})
const counts = async () => [await bench.database.db.$count(leads), await bench.database.db.$count(tasks)]

test("a post that looks like spam is held with its reasons, and makes neither a lead nor a task", async () => {
  const before = await counts()
  const { event, leads: made } = await bench.submit(spam(1))
  expect(event).toMatchObject({ state: "quarantined", reason: expect.stringContaining("a disposable mail domain (mailinator.com)") })
  expect(made).toEqual([])
  expect(await counts()).toEqual(before)
  expect((await countEventStates(bench.ctx)).quarantined).toBe(1)
  const { posts, total } = await listHeld(agent())
  expect(total).toBe(1)
  expect(posts).toMatchObject([{ id: event.id, name: "Buyer 1", text: spam(1).message, contacts: expect.arrayContaining([spam(1).email]) }])
})

test("an ordinary post from the same form is a lead at once", async () => {
  const { event, lead } = await bench.submit({ name: "Layla Haddad", phone: "0507771111", message: "A Patrol for the weekend, please" })
  expect(event.state).toBe("done")
  expect(lead?.name).toBe("Layla Haddad")
})

test("a released post is ingested as usual, still as what anybody may send, and is not held again", async () => {
  const { event } = await bench.submit(spam(2))
  expect(await decideHeld(agent(), { receipts: [event.id], decision: "release" })).toEqual({ decided: 1 })
  await drainAll(bench.ctx)
  const released = await getEvent(bench.ctx, { receipt: event.id })
  expect(released).toMatchObject({ state: "done", reason: null })
  const { rows } = await bench.database.db.execute(sql`select trust from inbound_events where id = ${event.id}`)
  expect(rows).toEqual([{ trust: "public" }])
  await expect(decideHeld(agent(), { receipts: [event.id], decision: "discard" })).rejects.toMatchObject({ code: "conflict" })
})

test("a discarded post makes nothing and is kept; replayed, it is judged anew", async () => {
  const { event } = await bench.submit(spam(3))
  await decideHeld(agent(), { receipts: [event.id], decision: "discard" })
  await drainAll(bench.ctx)
  expect(await getEvent(bench.ctx, { receipt: event.id })).toMatchObject({
    state: "ignored",
    reason: expect.stringMatching(/^discarded: looks like spam/),
  })
  await replayEvent(bench.ctx, { receipt: event.id })
  await drainAll(bench.ctx)
  expect(await getEvent(bench.ctx, { receipt: event.id })).toMatchObject({ state: "quarantined" })
})

test("what is signed is never held, whatever is in it", async () => {
  const { event } = await bench.send("website", { submission_id: newId(), ...spam(4), company_website: "filled" })
  expect(event.state).toBe("done")
})

test("who may decide: an API key that only reads may not", async () => {
  const reader = testCtx(bench.database.db, { kind: "key", id: newId(), name: "reader", scopes: ["read"] } as never)
  await expect(listHeld(reader)).rejects.toMatchObject({ code: "forbidden" })
  await expect(decideHeld(reader, { receipts: [newId()], decision: "release" })).rejects.toMatchObject({ code: "forbidden" })
})

test("a flood from one address is counted over all processes: its later posts are held, then refused", async () => {
  const pools = [createPool("ingest", bench.database.url), createPool("ingest", bench.database.url)]
  const processes = pools.map((pool) => ({
    inbox: createInbox(pool),
    secretsOf: () => ({ secrets: [], formKey: "fk", formOrigins: [] }),
    formLimiter: createPublicFormLimiter(pool, { perAddressPerMinute: 34, overallPerMinute: 1000 }),
    log: pino({ level: "silent" }),
  }))
  const post = async (n: number, remoteAddress: string) => {
    const deps = processes[n % 2]
    if (!deps) throw new Error("there are two")
    const { method, path, headers, body } = formRequest(
      { name: `Person ${n}`, phone: `05088800${10 + n}`, message: `hello ${n}` },
      { formKey: "fk" },
    )
    const url = new URL(path, "https://leads.example.com")
    return await acceptWebhook(deps, "website", { method, url, headers, raw: body, remoteAddress, now: new Date() })
  }
  const answers = []
  for (let n = 0; n < 40; n += 1) answers.push(await post(n, "203.0.113.9"))
  expect(answers.map(({ status }) => status)).toEqual([...Array<number>(34).fill(202), ...Array<number>(6).fill(429)])
  const another = await post(41, "203.0.113.10")
  await drainAll(bench.ctx)
  const stateOf = async ({ body }: { body: unknown }) => (await getEvent(bench.ctx, { receipt: (body as { id: string }).id })).state
  expect(await Promise.all(answers.slice(0, 34).map(stateOf))).toEqual([
    ...Array<string>(29).fill("done"),
    ...Array<string>(5).fill("quarantined"),
  ])
  expect(await stateOf(another)).toBe("done")
  await Promise.all(pools.map((pool) => pool.end()))
})

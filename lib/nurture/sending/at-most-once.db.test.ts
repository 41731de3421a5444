import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { SendOutcome } from "@/lib/channels/botspace-send"
import { enquiry, mailStep, nurtureWorld, recordingSenders } from "./nurture-testing"
import { runNurture } from "./run-nurture"

let database: TestDatabase
let world: ReturnType<typeof nurtureWorld>
beforeAll(async () => {
  database = await testDatabase()
  world = nurtureWorld(database)
})
afterAll(() => database.drop())

test("a worker that dies between sending and recording has sent once: the outcome is unknown, and the sequence goes on", async () => {
  await world.sequence([mailStep(0), mailStep(24)])
  const leadId = await world.ingest(enquiry())
  const { senders, emails } = recordingSenders(() => {
    throw new Error("killed")
  })
  await expect(runNurture(world.ctxAt(0), senders)).rejects.toThrow("killed")
  expect(emails).toHaveLength(1)
  expect(await world.sends(leadId)).toMatchObject([{ state: "sending" }])
  const next = recordingSenders()
  await runNurture(world.ctxAt(0.1), next.senders)
  expect(next.emails, "it may still be on its way").toEqual([])
  await runNurture(world.ctxAt(0.5), next.senders)
  expect(next.emails).toEqual([])
  expect(await world.sends(leadId)).toMatchObject([{ state: "failed", reason: "unknown_outcome" }])
  await runNurture(world.ctxAt(26), next.senders)
  expect(next.emails).toHaveLength(1)
})

test("two workers at once send each step once", async () => {
  await world.sequence([mailStep(0)])
  const leadIds: string[] = []
  for (let n = 0; n < 30; n += 1) leadIds.push(await world.ingest(enquiry()))
  const [a, b] = [recordingSenders(), recordingSenders()]
  await Promise.all([runNurture(world.ctxAt(0), a.senders), runNurture(world.ctxAt(0), b.senders)])
  await runNurture(world.ctxAt(0), a.senders)
  const addressed = [...a.emails, ...b.emails].map(({ to }) => to)
  expect(addressed).toHaveLength(leadIds.length)
  expect(new Set(addressed).size).toBe(leadIds.length)
})

test("a reply that comes while the worker is busy with another keeps the message in the house", async () => {
  await world.sequence([mailStep(0)])
  const first = await world.ingest(enquiry())
  const second = await world.ingest(enquiry())
  const { senders, emails } = recordingSenders()
  const send = senders.email?.send
  if (senders.email && send)
    senders.email.send = async (mail) => {
      await world.message(second, 0.01)
      await world.message(first, 0.01)
      return await send(mail)
    }
  await runNurture(world.ctxAt(0), senders)
  expect(emails).toHaveLength(1)
  const states = [...(await world.sends(first)), ...(await world.sends(second))].map(({ state }) => state).toSorted()
  expect(states).toEqual(["sent", "skipped"])
})

test("a server that is away is asked again later, and gives up after some tries; a refusal is final at once", async () => {
  await world.sequence([mailStep(0)])
  const leadId = await world.ingest(enquiry())
  let answer: SendOutcome = { kind: "not_now", reason: "connection refused" }
  const { senders, emails } = recordingSenders(() => answer)
  await runNurture(world.ctxAt(0), senders)
  expect(await world.sends(leadId)).toMatchObject([{ state: "planned", reason: "connection refused" }])
  await runNurture(world.ctxAt(0.1), senders)
  expect(emails).toHaveLength(1)
  answer = { kind: "sent", externalId: null }
  await runNurture(world.ctxAt(0.3), senders)
  expect(emails).toHaveLength(2)
  expect(await world.sends(leadId)).toMatchObject([{ state: "sent" }])

  const other = await world.ingest(enquiry(), 1)
  answer = { kind: "not_now", reason: "connection refused" }
  for (let quarter = 0; quarter < 8; quarter += 1) await runNurture(world.ctxAt(1 + quarter * 0.3), senders)
  expect(emails).toHaveLength(7)
  expect(await world.sends(other)).toMatchObject([{ state: "failed", reason: "connection refused" }])

  const third = await world.ingest(enquiry(), 2)
  answer = { kind: "refused", reason: "no such mailbox" }
  await runNurture(world.ctxAt(4), senders)
  expect(await world.sends(third)).toMatchObject([{ state: "failed", reason: "no such mailbox" }])
})

test("nothing waits on anything: workers and incoming replies at once come to an end", async () => {
  await world.sequence([mailStep(0), mailStep(0)])
  const leadIds: string[] = []
  for (let n = 0; n < 20; n += 1) leadIds.push(await world.ingest(enquiry()))
  const { senders } = recordingSenders()
  await Promise.all([
    runNurture(world.ctxAt(0), senders),
    runNurture(world.ctxAt(0), senders),
    ...leadIds.map((leadId) => world.message(leadId, 0.2, "yes")),
  ])
  const { rows } = await database.db.execute(sql`select id from nurture_sends where state = 'sending'`)
  expect(rows).toEqual([])
})

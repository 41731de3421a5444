import fc from "fast-check"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { LeadEvent } from "@/lib/core/lead-event"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "./ingest-events"
import { crispMessage, email, named, phone, sampleEvent } from "./sample-events"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const NOW = new Date("2026-03-20T08:00:00Z")

/** Ingests in batches of the given sizes, offering parked events again until nothing changes. */
async function ingestAll(events: readonly LeadEvent[], batchSize: number): Promise<void> {
  let waiting = [...events]
  for (let round = 0; round < 4 && waiting.length > 0; round += 1) {
    const parked: LeadEvent[] = []
    for (let at = 0; at < waiting.length; at += batchSize) {
      const batch = waiting.slice(at, at + batchSize)
      const { ingested } = await database.db.transaction((tx) =>
        ingestEvents(
          tx,
          batch.map((event) => ({ event, receiptId: newId() })),
          NOW,
        ),
      )
      parked.push(...batch.filter((_, index) => ingested[index]?.outcome === "parked"))
    }
    waiting = parked
  }
}

/** Everything about the leads of one run that must not depend on order: no ids, no arrival times. */
async function canonical(mark: string) {
  const { rows } = await database.db.execute(sql`
    select l.kind, l.name, l.phones, l.emails, l.channels, l.first_channel, l.first_touch_at, l.last_activity_at, l.last_inbound_at,
           l.stage_id, l.stage_entered_at, l.run, l.company, l.vehicle,
           (select array_agg(t.event_key order by t.event_key) from touchpoints t where t.lead_id = l.id) as events,
           (select array_agg(i.kind || ':' || i.value || ':' || i.strength order by i.kind, i.value) from lead_identities i where i.lead_id = l.id) as identities,
           (select count(*)::int from lead_field_values f where f.lead_id = l.id) as field_values
    from leads l
    where l.state = 'active' and exists (select 1 from touchpoints t where t.lead_id = l.id and t.event_key like ${`${mark}%`})
    order by l.first_touch_at, events`)
  return rows
}

const empty = () => database.db.execute(sql`truncate leads, duplicate_items, inbound_events cascade`)

let serial = 0

/** One person, four channels: every event shares an identity with the rest, directly or through the chat. */
function journey(mark: string): LeadEvent[] {
  serial += 1
  const mobile = `+97150${String(2_000_000 + serial).padStart(7, "0")}`
  const mail = `person.${serial}@example.com`
  const session = `session-${serial}`
  const at = (hour: number) => `2026-03-0${1 + (hour % 7)}T${String(hour % 24).padStart(2, "0")}:00:00Z`
  return [
    sampleEvent({
      identities: [phone(mobile), email(mail)],
      fields: [named("Layla Haddad"), { field: "vehicle", value: "Nissan Patrol", trust: "stated" }],
      at: at(3),
    }),
    sampleEvent({ identities: [phone(mobile)], fields: [named("Layla M Haddad")], at: at(9) }),
    crispMessage(session, "hello", { at: at(1) }),
    crispMessage(session, "we can help", {
      direction: "outbound",
      author: { role: "agent", name: "Sara" },
      whenUnknown: "keep",
      at: at(2),
    }),
    crispMessage(session, `call me on ${mobile}`, { at: at(4) }),
    sampleEvent({ channel: "ziwo", kind: "call_missed", identities: [phone(mobile.slice(1))], at: at(5) }),
    sampleEvent({
      channel: "botspace",
      kind: "message",
      text: "price?",
      identities: [phone(mobile)],
      fields: [{ field: "name", value: "layla 🌸", trust: "profile" }],
      at: at(6),
    }),
    sampleEvent({
      channel: "website",
      identities: [email(mail), phone(mobile)],
      fields: [named("Layla undefined"), { field: "vehicle", value: "Toyota Corolla", trust: "stated" }],
      at: at(8),
    }),
  ].map((event, index) => ({ ...event, eventKey: `${mark}-${index}` }))
}

describe("ingest", () => {
  test("any order, batching and repetition of one person's events gives the same lead", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (order, repeats, batchSize) => {
          await empty()
          const marks = [`a${newId()}`, `b${newId()}`] as const
          const straight = journey(marks[0])
          serial -= 1
          const shuffled = journey(marks[1])
          const arrival = [...order, ...repeats].map((index) => shuffled[index] as LeadEvent)
          await ingestAll(straight, straight.length)
          const expected = await canonical(marks[0])
          expect(expected).toHaveLength(1)
          await empty()
          await ingestAll(arrival, batchSize)
          const got = await canonical(marks[1])
          const renamed = JSON.parse(JSON.stringify(got).replaceAll(marks[1], marks[0]))
          expect(renamed).toEqual(JSON.parse(JSON.stringify(expected)))
        },
      ),
      { numRuns: 25 },
    )
  })

  test("leads joined by their open review pairs are the same people whatever the order", async () => {
    const identity = fc.record({ phone: fc.option(fc.integer({ min: 0, max: 3 })), email: fc.option(fc.integer({ min: 0, max: 3 })) })
    const someIdentity = identity.filter((one) => one.phone !== null || one.email !== null)
    await fc.assert(
      fc.asyncProperty(
        fc.array(someIdentity, { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 1, max: 8 }),
        async (people, batchSize) => {
          const events = people.map((person, index) =>
            sampleEvent({
              eventKey: `c-${index}`,
              identities: [
                ...(person.phone === null ? [] : [phone(`+9715033000${10 + person.phone}`)]),
                ...(person.email === null ? [] : [email(`p${person.email}@example.com`)]),
              ],
            }),
          )
          const partitions = []
          for (const arrival of [events, events.toReversed()]) {
            await empty()
            await ingestAll(arrival, batchSize)
            partitions.push(await groupsByReviewPairs())
          }
          expect(partitions[1]).toEqual(partitions[0])
        },
      ),
      { numRuns: 25 },
    )
  })
})

/** Events grouped by lead, leads grouped by open review pairs. */
async function groupsByReviewPairs(): Promise<string[]> {
  const touches = await database.db.execute<{ lead_id: string; event_key: string }>(sql`select lead_id, event_key from touchpoints`)
  const pairs = await database.db.execute<{ lead_a: string; lead_b: string }>(
    sql`select lead_a, lead_b from duplicate_items where kind = 'pair'`,
  )
  const parent = new Map<string, string>()
  const rootOf = (id: string): string => {
    const up = parent.get(id) ?? id
    return up === id ? id : rootOf(up)
  }
  for (const { lead_a, lead_b } of pairs.rows) parent.set(rootOf(lead_a), rootOf(lead_b))
  const groups = new Map<string, string[]>()
  for (const { lead_id, event_key } of touches.rows) groups.set(rootOf(lead_id), [...(groups.get(rootOf(lead_id)) ?? []), event_key])
  return [...groups.values()].map((keys) => keys.sort().join(" ")).sort()
}

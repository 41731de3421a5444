import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { leads, tasks, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { makeCalendarToken, readCalendar, readReminderChoices, revokeCalendarToken } from "./calendar"

let database: TestDatabase
const agentId = newId()
const now = new Date("2026-03-02T08:00:00Z")
beforeAll(async () => {
  database = await testDatabase()
  await database.db.insert(users).values({ id: agentId, email: "agent@example.com", name: "Amira", role: "agent" })
  const event = sampleEvent({ identities: [phone("+971501112244")], fields: [named("Layla Haddad")] })
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], now))
  const leadId = ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
  await database.db.insert(tasks).values([
    { id: newId(), leadId, kind: "call", title: "Ring back", dueAt: new Date("2026-03-03T08:00:00Z"), assigneeId: agentId },
    { id: newId(), leadId, kind: "call", title: "Done already", dueAt: now, assigneeId: agentId, status: "done" },
    { id: newId(), leadId, kind: "call", title: "Somebody else's", dueAt: now },
  ])
})
afterAll(() => database.drop())

const ctx = () => testCtx(database.db, { kind: "user", id: agentId, name: "Amira", role: "agent" }, now)
const feed = (token: string) => readCalendar(ctx(), { token, baseUrl: "https://leads.example" })

test("a calendar address shows its owner's open tasks and no phone number", async () => {
  const { token } = await makeCalendarToken(ctx())
  const text = (await feed(token)) ?? ""
  expect(text).toContain("SUMMARY:Ring back: Layla Haddad")
  expect(text).toContain("DTSTART:20260303T080000Z")
  expect(text).not.toMatch(/Done already|Somebody else|971501112244/)
})

test("a restricted lead is in no calendar", async () => {
  const { token } = await makeCalendarToken(ctx())
  await database.db.update(leads).set({ restrictedAt: now })
  expect(await feed(token)).not.toContain("Layla Haddad")
  await database.db.update(leads).set({ restrictedAt: null })
  expect(await feed(token)).toContain("Layla Haddad")
})

test("a new address invalidates the previous one, and revoking it is final", async () => {
  const first = await makeCalendarToken(ctx())
  const second = await makeCalendarToken(ctx())
  expect(await feed(first.token)).toBeNull()
  expect(await feed(second.token)).not.toBeNull()
  await revokeCalendarToken(ctx())
  expect(await feed(second.token)).toBeNull()
  expect(await feed("")).toBeNull()
  expect(await readReminderChoices(ctx())).toEqual({ digestByEmail: true, calendarMadeAt: null })
})

test("a deactivated colleague has no calendar", async () => {
  const { token } = await makeCalendarToken(ctx())
  await database.db.update(users).set({ active: false }).where(eq(users.id, agentId))
  expect(await feed(token)).toBeNull()
})

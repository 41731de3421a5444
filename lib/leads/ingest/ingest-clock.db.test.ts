import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { LeadEvent } from "@/lib/core/lead-event"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "./ingest-events"
import { crispMessage, named, phone, sampleEvent } from "./sample-events"

/** A replay, the demo and an import have their own clock; created_at decides when a response was due. */
const THEN = new Date("2025-11-03T06:30:00Z")

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const booking = (status: "created" | "completed", at: string): LeadEvent =>
  sampleEvent({
    channel: "erp",
    kind: status === "created" ? "booking_created" : "rental_completed",
    direction: "internal",
    author: { role: "system", name: null },
    whenUnknown: "customer",
    at,
    identities: [phone("0501234567")],
    booking: {
      externalId: "B-1",
      status,
      amountMinor: 45_000,
      currency: "AED",
      vehicle: "Nissan Patrol",
      startsAt: null,
      endsAt: new Date(at),
    },
  })

test("every row of an event is dated by the clock of the batch, whatever the database's clock says", async () => {
  const events = [
    sampleEvent({ at: "2025-11-01T08:00:00Z", identities: [phone("0501234567")], fields: [named("Layla Haddad")] }),
    sampleEvent({ at: "2025-11-01T08:10:00Z", identities: [phone("0501234568")], fields: [named("Layla Hadad")] }),
    crispMessage("clock-1", "is the Patrol free on Friday?", { at: "2025-11-01T09:00:00Z" }),
    booking("created", "2025-11-01T10:00:00Z"),
    booking("completed", "2025-11-02T10:00:00Z"),
    sampleEvent({ at: "2025-11-02T12:00:00Z", identities: [phone("0501234567")] }),
  ]
  await database.db.transaction((tx) =>
    ingestEvents(
      tx,
      events.map((event) => ({ event, receiptId: newId() })),
      THEN,
    ),
  )
  const { rows: dated } = await database.db.execute<{ table: string; column: string }>(sql`
    select c.table_name as table, c.column_name as column from information_schema.columns c
    where c.table_schema = 'public' and c.column_name in ('created_at', 'updated_at')
      and (c.table_name = 'leads' or exists (
        select 1 from information_schema.columns l
        where l.table_schema = 'public' and l.table_name = c.table_name and l.column_name in ('lead_id', 'lead_ids', 'lead_a')))`)
  const written: Record<string, string[]> = {}
  for (const { table, column } of dated) {
    const { rows } = await database.db.execute<{ at: string }>(
      sql`select distinct ${sql.identifier(column)}::timestamptz as at from ${sql.identifier(table)}`,
    )
    if (rows.length > 0) written[`${table}.${column}`] = rows.map(({ at }) => new Date(at).toISOString())
  }
  expect(Object.keys(written)).toEqual(
    expect.arrayContaining([
      "leads.created_at",
      "leads.updated_at",
      "touchpoints.created_at",
      "stage_history.created_at",
      "lead_field_values.created_at",
    ]),
  )
  expect(Object.entries(written).filter(([, instants]) => instants.some((at) => at !== THEN.toISOString()))).toEqual([])
  const { rows: moves } = await database.db.execute<{ via: string; run: number }>(sql`select via, run from stage_history order by at`)
  expect(moves.map(({ via, run }) => `${via} ${run}`)).toEqual(expect.arrayContaining(["intake 1", "erp 1", "intake 2"]))
})

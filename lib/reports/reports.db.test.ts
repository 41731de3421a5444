import { eq, sql } from "drizzle-orm"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { leads, reportAdjustments, reportMonths, users } from "@/db/schema"
import { testCtx, testDatabase, type TestDatabase } from "@/db/testing"
import type { Ctx } from "@/lib/context"
import type { Channel } from "@/lib/core/channels"
import type { LeadEvent } from "@/lib/core/lead-event"
import { addDays } from "@/lib/core/days"
import { NOBODY } from "@/lib/core/metrics/measures"
import { mergeLeads } from "@/lib/duplicates/merge-leads"
import { undoMerge } from "@/lib/duplicates/undo-merge"
import { newId } from "@/lib/ids"
import { assignLead } from "@/lib/leads/assign-lead"
import { foldEvents } from "@/lib/leads/fold/fold-events"
import { named, phone, sampleEvent } from "@/lib/leads/fold/sample-events"
import { moveLead } from "@/lib/pipeline/move-lead"
import { react } from "@/lib/reactions/react"
import { checkReports } from "./check-reports"
import { EVER } from "./figures"
import { foldAllReports } from "./fold-reports"
import { RAW_MEASURES, rawCounts } from "./raw-counts"
import { readReports, sumsOf } from "./reader"
import { ReportQuery, type ReportFilter } from "./report-query"

let database: TestDatabase
let ctx: Ctx
const owners = [newId(), newId()]
beforeAll(async () => {
  database = await testDatabase()
  ctx = testCtx(database.db)
  await database.db
    .insert(users)
    .values(owners.map((id, at) => ({ id, email: `a${at}@example.com`, name: `Agent ${at}`, role: "agent" as const })))
})
afterAll(() => database.drop())

let serial = 0
const START = Date.parse("2026-03-01T00:00:00Z")
const HOUR = 3_600_000

const foldIn = async (event: LeadEvent): Promise<string> => {
  const leadId = await database.db.transaction(async (tx) => {
    const { folded, changes } = await foldEvents(tx, [{ event, receiptId: newId() }], new Date())
    await react(ctx, tx, changes)
    return folded[0]?.outcome === "folded" ? folded[0].leadId : ""
  })
  return leadId
}

const arrive = (hour: number, channel: Channel, number?: string): Promise<string> => {
  serial += 1
  const at = new Date(START + hour * HOUR).toISOString()
  const base = sampleEvent({ identities: [phone(number ?? `+97150${String(1_000_000 + serial)}`)], fields: [named("Layla Haddad")], at })
  return foldIn({ ...base, channel })
}

type Step =
  | { kind: "arrive"; hour: number; channel: Channel }
  | { kind: "again"; pick: number; hour: number; channel: Channel }
  | { kind: "answer"; pick: number; hour: number }
  | { kind: "move"; pick: number; to: "contacted" | "qualified" | "proposal" | "lost" | "new_lead"; hour: number }
  | { kind: "book"; pick: number; hour: number; amount: number; status: "created" | "cancelled" }
  | { kind: "assign"; pick: number; owner: number }
  | { kind: "band"; pick: number; band: "high" | "normal" }
  | { kind: "merge"; pick: number; other: number }
  | { kind: "unmerge" }
  | { kind: "count" }

const hour = fc.integer({ min: 0, max: 24 * 70 })
const pick = fc.nat({ max: 30 })
const channel = fc.constantFrom<Channel>("website", "botspace", "ziwo", "walk_in")
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("arrive" as const), hour, channel }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const), pick, hour, channel }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("answer" as const), pick, hour }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("move" as const),
      pick,
      to: fc.constantFrom("contacted" as const, "qualified" as const, "proposal" as const, "lost" as const, "new_lead" as const),
      hour,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("book" as const),
      pick,
      hour,
      amount: fc.integer({ min: 1, max: 900_000 }),
      status: fc.constantFrom("created" as const, "cancelled" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("assign" as const), pick, owner: fc.nat({ max: 2 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("band" as const), pick, band: fc.constantFrom("high" as const, "normal" as const) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("merge" as const), pick, other: pick }) },
  { weight: 1, arbitrary: fc.constant({ kind: "unmerge" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "count" as const }) },
)

const known: string[] = []
const merged: string[] = []

const numberOf = async (leadId: string): Promise<string | undefined> =>
  (await database.db.select({ phones: leads.phones }).from(leads).where(eq(leads.id, leadId)))[0]?.phones[0]

const take = async (one: Step): Promise<void> => {
  if (one.kind === "arrive") return void known.push(await arrive(one.hour, one.channel))
  if (one.kind === "count") return void (await foldAllReports(ctx))
  if (one.kind === "unmerge") {
    const mergeId = merged.pop()
    if (mergeId) await undoMerge(ctx, { mergeId })
    return
  }
  const leadId = known[one.pick % Math.max(1, known.length)]
  const [lead] = leadId ? await database.db.select().from(leads).where(eq(leads.id, leadId)) : []
  if (!leadId || lead?.state !== "active") return
  if (one.kind === "band") return void (await database.db.update(leads).set({ band: one.band }).where(eq(leads.id, leadId)))
  if (one.kind === "assign") return void (await assignLead(ctx, { leadId, ownerId: owners[one.owner] ?? null }))
  if (one.kind === "merge") {
    const other = known[one.other % known.length]
    const [second] = other ? await database.db.select().from(leads).where(eq(leads.id, other)) : []
    if (!other || other === leadId || second?.state !== "active") return
    merged.push((await mergeLeads(ctx, { survivorId: leadId, mergedId: other })).mergeId)
    return
  }
  const at = new Date(START + one.hour * HOUR)
  if (one.kind === "move") {
    await moveLead({ ...ctx, now: () => at }, { leadId, to: one.to, reason: "price", via: "board" })
    return
  }
  const number = await numberOf(leadId)
  if (!number) return
  if (one.kind === "again") return void (await arrive(one.hour, one.channel, number))
  const base = sampleEvent({ identities: [phone(number)], at: at.toISOString() })
  if (one.kind === "answer") {
    await foldIn({ ...base, channel: "botspace", kind: "message", direction: "outbound", author: { role: "agent", name: "A" } })
    return
  }
  serial += 1
  const booking = {
    externalId: `BK-${serial}`,
    status: one.status,
    amountMinor: one.amount,
    currency: "AED",
    vehicle: null,
    startsAt: null,
    endsAt: null,
  }
  await foldIn({ ...base, channel: "erp", kind: "booking_created", direction: "internal", author: { role: "system", name: null }, booking })
}

const OPEN_FILTER: ReportFilter = { owners: null, channels: null, bands: null, source: null, campaign: null }

const filters = fc.record<ReportFilter>({
  owners: fc.option(fc.subarray([...owners, NOBODY]), { nil: null }),
  channels: fc.option(fc.subarray(["website", "botspace", "ziwo", "walk_in"]), { nil: null }),
  bands: fc.option(fc.subarray(["high", "normal", "nurture"]), { nil: null }),
  source: fc.constant(null),
  campaign: fc.constant(null),
})
const periods = fc.tuple(fc.integer({ min: -5, max: 75 }), fc.integer({ min: 0, max: 75 })).map(([from, days]) => ({
  from: addDays("2026-03-01", from),
  to: addDays("2026-03-01", from + days),
}))

const keptAndRaw = (period: { from: string; to: string }, filter: ReportFilter) =>
  readReports(ctx, ReportQuery.parse({}), async (reader) => {
    const { timeZone, currency } = reader.rules
    const kept = await sumsOf(reader, { measures: RAW_MEASURES, period, filter, by: ["channel", "agent"], bucket: "month" })
    const raw = await rawCounts(reader.tx, { period, filter, timeZone, currency })
    const line = (row: Record<string, unknown>, key: unknown[]) => [...key, ...RAW_MEASURES.map((measure) => row[measure])].join(" ")
    const isSomething = (row: Record<string, unknown>) => RAW_MEASURES.some((measure) => row[measure] !== 0)
    return {
      kept: kept
        .filter(isSomething)
        .map((row) => line(row, [row.bucket, row.channel, row.agent]))
        .sort(),
      raw: raw
        .filter(isSomething)
        .map((row) => line(row, [row.month, row.channel, row.owner_id]))
        .sort(),
    }
  })

test("after any history, with any filter, the sums are what a plain count of the leads says, counted or not yet", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 40 }),
      fc.array(fc.tuple(periods, filters), { minLength: 3, maxLength: 3 }),
      async (steps, asked) => {
        known.length = 0
        merged.length = 0
        for (const one of steps) await take(one)
        for (const [period, filter] of [[EVER, OPEN_FILTER] as const, ...asked]) {
          const { kept, raw } = await keptAndRaw(period, filter)
          expect(kept).toEqual(raw)
        }
        expect(await checkReports(ctx)).toEqual([])
        for (const [period, filter] of asked) {
          const { kept, raw } = await keptAndRaw(period, filter)
          expect(kept).toEqual(raw)
        }
      },
    ),
    { numRuns: 12 },
  )
})

test("a sum that went wrong is found at night, said, and counted anew", async () => {
  await arrive(3, "website")
  await foldAllReports(ctx)
  await database.db.execute(
    sql`update report_rollup set leads = leads + 1 where grain = 'm' and (start, channel) in (select start, channel from report_rollup where grain = 'm' and leads > 0 limit 1)`,
  )
  expect((await checkReports(ctx)).length).toBeGreaterThan(0)
  expect(await checkReports(ctx)).toEqual([])
})

test("a closed month that changes says what changed, by whom it was lost and why", async () => {
  const a = await arrive(5, "website")
  const b = await arrive(6, "botspace")
  await foldAllReports(ctx)
  await database.db.insert(reportMonths).values({ month: "2026-03-01", closedAt: new Date() })
  await moveLead({ ...ctx, now: () => new Date("2026-04-10T08:00:00Z") }, { leadId: a, to: "contacted", via: "board" })
  await foldAllReports(ctx)
  expect(await database.db.select().from(reportAdjustments)).toEqual([])
  await mergeLeads(ctx, { survivorId: a, mergedId: b })
  await foldAllReports(ctx)
  const rows = await database.db.select().from(reportAdjustments)
  expect(rows).toEqual([expect.objectContaining({ leadId: b, month: "2026-03-01", channel: "botspace", leads: -1, cause: "merged" })])
})

import { desc, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { auditLog, leads, leadScores, scoreRuleVersions, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Actor } from "@/lib/platform/context"
import { ScoreRules } from "@/lib/core/scoring/rules"
import { newId } from "@/lib/platform/ids"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { crispMessage, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { backTestRules } from "./back-test"
import { listRuleVersions } from "./queries"
import { RESCORE_JOB, rescoreBatch } from "./rescore-job"
import { saveScoreRules } from "./save-score-rules"

let database: TestDatabase
const NOW = new Date("2026-03-20T08:00:00Z")
const admin: Actor = { kind: "user", id: newId(), name: "Ada", role: "admin" }
const ctx = (actor: Actor = admin) => testCtx(database.db, actor, NOW)
const LEADS = 25

const ingest = (events: Parameters<typeof ingestInto>[1][number]["event"][]) =>
  changeLeads(ctx(), (unit) =>
    ingestInto(
      unit,
      events.map((event) => ({ event, receiptId: newId() })),
    ),
  )

beforeAll(async () => {
  database = await testDatabase()
  await database.db.insert(users).values({ id: admin.id, email: "ada@example.com", name: "Ada", role: "admin" })
  await ingest(
    Array.from({ length: LEADS }, (_, at) => {
      const identities = [phone(`+97150333${String(1000 + at)}`)]
      return at % 5 === 0 ? crispMessage(`rules-${at}`, "бронируем машину", { identities }) : sampleEvent({ identities })
    }),
  )
})
afterAll(() => database.drop())

const rulesWith = (given: Record<string, unknown>) => ScoreRules.parse(given)
const version = async () => (await listRuleVersions(ctx())).versions[0]?.version ?? 0
async function bands() {
  const { rows } = await database.db.execute<{ band: string; n: number }>(
    sql`select band, count(*)::int as n from leads group by 1 order by 1`,
  )
  return Object.fromEntries(rows.map(({ band, n }) => [band, n]))
}
async function jobs() {
  const { rows } = await database.db.execute<{ n: number }>(
    sql`select count(*)::int as n from graphile_worker.jobs where task_identifier = 'score:rescore'`,
  )
  return rows[0]?.n
}
const finish = () => RESCORE_JOB.run(ctx(), {}, new AbortController().signal)

test("only an admin may read, test or save the rules", async () => {
  for (const role of ["agent", "senior_agent", "manager", "reviewer"] as const) {
    const other = ctx({ kind: "user", id: newId(), name: "x", role })
    await expect(listRuleVersions(other)).rejects.toMatchObject({ code: "forbidden" })
    await expect(backTestRules(other, { rules: rulesWith({}) })).rejects.toMatchObject({ code: "forbidden" })
    await expect(saveScoreRules(other, { rules: rulesWith({}), basedOn: 0 })).rejects.toMatchObject({ code: "forbidden" })
  }
  await expect(
    saveScoreRules(ctx({ kind: "api_key", id: newId(), name: "k", scopes: ["full"] }), { rules: rulesWith({}), basedOn: 0 }),
  ).rejects.toMatchObject({ code: "forbidden" })
})

test("a back-test lists the leads that would change band and changes nothing", async () => {
  const before = await database.db.select().from(leadScores)
  const result = await backTestRules(ctx(), { rules: rulesWith({ valid_uae_phone: { points: 35 } }) })
  expect(result).toMatchObject({ total: LEADS, looked: LEADS, bandsChanged: LEADS, scoresChanged: LEADS })
  expect(result.moves).toEqual([{ from: "nurture", to: "normal", leads: LEADS }])
  expect(result.sample.length).toBe(12)
  expect(result.sample[0]).toMatchObject({ from: { score: 20, band: "nurture" }, to: { score: 35, band: "normal" } })
  expect(await database.db.select().from(leadScores)).toEqual(before)
})

test("bookings of the last quarter are tested with the facts known before them", async () => {
  const identities = [phone("+971503339999")]
  const booking = (status: "created" | "completed", at: string) =>
    sampleEvent({
      channel: "erp",
      kind: status === "created" ? "booking_created" : "rental_completed",
      direction: "internal",
      author: { role: "system", name: null },
      whenUnknown: "customer",
      booking: { externalId: "RB-1", status, amountMinor: null, currency: null, vehicle: null, startsAt: null, endsAt: null },
      identities,
      at,
    })
  await ingest([
    sampleEvent({ identities, at: "2026-03-01T08:00:00Z" }),
    booking("created", "2026-03-02T08:00:00Z"),
    crispMessage("after", "book another", { identities, at: "2026-03-05T08:00:00Z" }),
    booking("completed", "2026-03-10T08:00:00Z"),
  ])
  const rules = (points: number) => rulesWith({ valid_uae_phone: { points }, thresholds: { high: 34, nurture: 30 } })
  expect((await backTestRules(ctx(), { rules: rules(34) })).bookings).toEqual({ leads: 1, highNow: 0, highThen: 0 })
  expect((await backTestRules(ctx(), { rules: rules(35) })).bookings).toEqual({ leads: 1, highNow: 0, highThen: 1 })
  await database.db.execute(sql`update bookings set booked_at = '2025-11-01' where external_id = 'RB-1'`)
  expect((await backTestRules(ctx(), { rules: rules(35) })).bookings).toEqual({ leads: 0, highNow: 0, highThen: 0 })
})

describe("saving rules", () => {
  test("creates a version, queues rescoring, and records who changed what", async () => {
    const saved = await saveScoreRules(ctx(), { rules: rulesWith({ valid_uae_phone: { points: 35 } }), basedOn: 0, note: "phones matter" })
    expect(await version()).toBe(saved.version)
    expect(await jobs()).toBe(1)
    const { versions } = await listRuleVersions(ctx())
    expect(versions[0]).toMatchObject({ who: "Ada", note: "phones matter", changes: ["Valid UAE phone: from 20 to 35 points"] })
    const [entry] = await database.db.select().from(auditLog).where(eq(auditLog.action, "score_rules.saved"))
    expect(entry).toMatchObject({ actorId: admin.id, change: { changes: ["Valid UAE phone: from 20 to 35 points"] } })
  })

  test("the same rules again make no version", async () => {
    const now = await version()
    expect(await saveScoreRules(ctx(), { rules: rulesWith({ valid_uae_phone: { points: 35 } }), basedOn: now })).toEqual({ version: now })
  })

  test("rules that another admin has replaced meanwhile are a conflict", async () => {
    await expect(saveScoreRules(ctx(), { rules: rulesWith({}), basedOn: 0 })).rejects.toMatchObject({ code: "conflict" })
  })

  test("invalid rules are refused", async () => {
    const thresholds = { high: 20, nurture: 50 }
    await expect(saveScoreRules(ctx(), { rules: { ...rulesWith({}), thresholds }, basedOn: await version() })).rejects.toThrow(/Nurture/)
  })
})

describe("re-scoring", () => {
  test("resumes where it stopped, and scores every active lead", async () => {
    expect(await rescoreBatch(ctx(), 10)).toBe("more")
    expect((await listRuleVersions(ctx())).rescoring).toMatchObject({ done: 10, total: LEADS + 1, isFinished: false })
    await RESCORE_JOB.run(ctx(), {}, AbortSignal.abort())
    expect((await listRuleVersions(ctx())).rescoring).toMatchObject({ done: 10 })
    await finish()
    expect((await listRuleVersions(ctx())).rescoring).toMatchObject({ done: LEADS + 1, isFinished: true, bandsChanged: LEADS })
    expect(await bands()).toEqual({ high: 1, normal: LEADS })
    await finish()
    expect(await bands()).toEqual({ high: 1, normal: LEADS })
  })

  test("two at once share the work", async () => {
    await saveScoreRules(ctx(), { rules: rulesWith({ valid_uae_phone: { points: 10 } }), basedOn: await version() })
    await Promise.all([finish(), finish()])
    expect((await listRuleVersions(ctx())).rescoring).toMatchObject({ done: LEADS + 1, isFinished: true })
    expect((await bands())["nurture"]).toBe(LEADS)
  })

  test("an older version is abandoned when a newer one is saved", async () => {
    const words = rulesWith({ high_intent_words: { words: { english: ["бронир*"] } } })
    const older = await saveScoreRules(ctx(), { rules: rulesWith({ valid_uae_phone: { points: 99 } }), basedOn: await version() })
    await rescoreBatch(ctx(), 10)
    await saveScoreRules(ctx(), { rules: words, basedOn: older.version })
    await finish()
    const [abandoned] = await database.db.select().from(scoreRuleVersions).where(eq(scoreRuleVersions.id, older.version))
    expect(abandoned).toMatchObject({ leadsDone: 10, finishedAt: null })
    const scores = await database.db.select({ score: leads.score }).from(leads).orderBy(desc(leads.score))
    expect(scores.filter(({ score }) => score === 99)).toEqual([])
    expect(scores.filter(({ score }) => score === 35).length).toBe(LEADS / 5)
  })

  test("findings under older word lists do not outlive them", async () => {
    await saveScoreRules(ctx(), {
      rules: rulesWith({ high_intent_words: { words: { english: ["patrol"] } } }),
      basedOn: await version(),
    })
    const [lead] = await database.db
      .select()
      .from(leads)
      .where(sql`score = 35 and channels = '{crisp}'`)
      .limit(1)
    await ingest([crispMessage("rules-0", "hello again", { identities: [phone(lead?.phones[0] ?? "")] })])
    const [after] = await database.db
      .select()
      .from(leads)
      .where(eq(leads.id, lead?.id ?? ""))
    expect(after?.score).toBe(20)
  })
})

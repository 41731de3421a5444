import { desc, eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { duplicateItems, leads, leadScores, merges } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { LeadEvent } from "@/lib/core/lead-event"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { newId } from "@/lib/platform/ids"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { crispMessage, email, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { getLead } from "@/lib/leads/get-lead"
import { scoreLead } from "@/lib/core/scoring/score-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { readActiveRules } from "./active-rules"
import { readFacts } from "./read-facts"
import { readScoreCard } from "./queries"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const NOW = new Date("2026-03-20T08:00:00Z")
const ctx = () => testCtx(database.db, undefined, NOW)

/** As the worker does it: events ingested with all reactions, in one transaction. */
async function ingest(...batches: (LeadEvent | LeadEvent[])[]): Promise<string> {
  let leadId = ""
  for (const batch of batches) {
    await changeLeads(ctx(), async (unit) => {
      const result = await ingestInto(
        unit,
        [batch].flat().map((event) => ({ event, receiptId: newId() })),
      )
      const last = result.ingested.at(-1)
      if (last?.outcome === "ingested") leadId = last.leadId
    })
  }
  return leadId
}

async function scoreOf(leadId: string) {
  const [lead] = await database.db.select({ score: leads.score, band: leads.band }).from(leads).where(eq(leads.id, leadId))
  const [last] = await database.db.select().from(leadScores).where(eq(leadScores.leadId, leadId)).orderBy(desc(leadScores.id)).limit(1)
  expect({ score: last?.score, band: last?.band }).toEqual({ score: lead?.score, band: lead?.band })
  return { ...lead, rules: (last?.parts ?? []).map(({ rule }) => rule) }
}
const historyOf = (leadId: string) => database.db.select().from(leadScores).where(eq(leadScores.leadId, leadId)).orderBy(leadScores.id)

const ours = { direction: "outbound", author: { role: "agent", name: "Sara" } } as const
const vehicle = (value: string) => ({ field: "vehicle" as const, value, trust: "stated" as const })
const booking = (externalId: string, status: "created" | "cancelled" | "completed", given: Parameters<typeof sampleEvent>[0]) =>
  sampleEvent({
    channel: "erp",
    kind: status === "completed" ? "rental_completed" : status === "created" ? "booking_created" : "booking_cancelled",
    direction: "internal",
    author: { role: "system", name: null },
    whenUnknown: "customer",
    booking: { externalId, status, amountMinor: 100_000, currency: "AED", vehicle: "SUV", startsAt: null, endsAt: null },
    ...given,
  })

describe("every event that matters changes the score at once", () => {
  test("phone, vehicle, second channel, high-intent word, reply and rental, one after the other", async () => {
    const mobile = phone("0502220001")
    const lead = await ingest(sampleEvent({ identities: [mobile], at: "2026-03-02T08:00:00Z" }))
    expect(await scoreOf(lead)).toEqual({ score: 20, band: "nurture", rules: ["valid_uae_phone"] })
    await ingest(sampleEvent({ identities: [mobile], fields: [vehicle("any car")], at: "2026-03-02T09:00:00Z" }))
    expect(await scoreOf(lead)).toMatchObject({ score: 20 })
    await ingest(sampleEvent({ identities: [mobile], fields: [vehicle("Nissan Patrol")], at: "2026-03-02T10:00:00Z" }))
    expect(await scoreOf(lead)).toMatchObject({ score: 35, band: "normal" })
    await ingest(crispMessage("score-1", "hello", { identities: [mobile], at: "2026-03-02T11:00:00Z" }))
    expect(await scoreOf(lead)).toMatchObject({ score: 45, band: "normal" })
    await ingest(crispMessage("score-1", "I want to book", { identities: [mobile], at: "2026-03-02T12:00:00Z" }))
    expect(await scoreOf(lead)).toMatchObject({ score: 60, band: "normal" })
    await ingest(crispMessage("score-1", "here is the price", { identities: [mobile], ...ours, at: "2026-03-02T13:00:00Z" }))
    expect(await scoreOf(lead)).toMatchObject({ score: 60 })
    await ingest(crispMessage("score-1", "thanks", { identities: [mobile], at: "2026-03-02T14:00:00Z" }))
    expect(await scoreOf(lead)).toMatchObject({ score: 75, band: "high" })
    await ingest(booking("SB-1", "completed", { identities: [mobile], at: "2026-03-10T08:00:00Z" }))
    expect(await scoreOf(lead)).toMatchObject({ score: 100, band: "high" })
    expect((await historyOf(lead)).map(({ score }) => score)).toEqual([20, 35, 45, 60, 75, 100])
    expect((await historyOf(lead)).map(({ at }) => at.toISOString().slice(0, 13))[3]).toBe("2026-03-02T12")
  })

  test("a quick reply counts after a colleague's word, not after an automated one", async () => {
    const mobile = phone("0502220009")
    const automated = { ...ours, details: { automated: "true" } }
    const lead = await ingest(
      crispMessage("score-9", "hello", { identities: [mobile], at: "2026-03-02T08:00:00Z" }),
      crispMessage("score-9", "We answer soon", { identities: [mobile], ...automated, at: "2026-03-02T08:01:00Z" }),
      crispMessage("score-9", "ok", { identities: [mobile], at: "2026-03-02T08:02:00Z" }),
    )
    const quick = "responded_to_follow_up"
    expect((await scoreOf(lead)).rules).not.toContain(quick)
    await ingest(
      crispMessage("score-9", "Which car?", { identities: [mobile], ...ours, at: "2026-03-02T09:00:00Z" }),
      crispMessage("score-9", "A Patrol", { identities: [mobile], at: "2026-03-02T09:01:00Z" }),
    )
    expect((await scoreOf(lead)).rules).toContain(quick)
  })

  test("the same events in one batch, in two orders, give the same score", async () => {
    const story = (number: string, session: string) => {
      const mobile = phone(number)
      return [
        crispMessage(session, "hello", { identities: [mobile], at: "2026-03-02T08:00:00Z" }),
        crispMessage(session, "yes?", { identities: [mobile], ...ours, at: "2026-03-02T09:00:00Z" }),
        crispMessage(session, "أريد الحجز", { identities: [mobile], at: "2026-03-02T10:00:00Z" }),
        sampleEvent({ identities: [mobile], fields: [vehicle("SUV")], at: "2026-03-02T11:00:00Z" }),
      ]
    }
    const forwards = await ingest(story("0502220002", "score-2"))
    const backwards = await ingest(...story("0502220003", "score-3").toReversed())
    expect(await scoreOf(forwards)).toEqual(await scoreOf(backwards))
    expect(await scoreOf(forwards)).toMatchObject({ score: 75 })
  })

  test("an operator's, a bot's and a negated word count for nothing", async () => {
    const mobile = phone("0502220004")
    const lead = await ingest(
      crispMessage("score-4", "do you want to book?", { identities: [mobile], ...ours, at: "2026-03-02T08:00:00Z" }),
      crispMessage("score-4", "no, I don't want to book", { identities: [mobile], at: "2026-03-12T08:00:00Z" }),
    )
    expect((await scoreOf(lead)).rules).toEqual(["valid_uae_phone"])
  })

  test("a chatbot's automatic answer is not a follow-up of ours", async () => {
    const mobile = phone("0502220005")
    const lead = await ingest(
      crispMessage("score-5", "hi", { identities: [mobile], at: "2026-03-02T08:00:00Z" }),
      crispMessage("score-5", "how can I help?", {
        identities: [mobile],
        direction: "outbound",
        author: { role: "bot", name: null },
        at: "2026-03-02T08:00:01Z",
      }),
      crispMessage("score-5", "the price", { identities: [mobile], at: "2026-03-02T08:01:00Z" }),
    )
    expect((await scoreOf(lead)).rules).toEqual(["valid_uae_phone"])
  })

  test("an event that changes nothing writes nothing", async () => {
    const mobile = phone("0502220006")
    const lead = await ingest(
      crispMessage("score-6", "book it", { identities: [mobile], at: "2026-03-02T08:00:00Z" }),
      crispMessage("score-6", "hello?", { identities: [mobile], at: "2026-03-02T09:00:00Z" }),
      crispMessage("score-6", "please book", { identities: [mobile], at: "2026-03-02T10:00:00Z" }),
    )
    const history = await historyOf(lead)
    expect(history.length).toBe(1)
    expect(history[0]?.parts.at(-1)?.evidence.map(({ words }) => words)).toEqual(["book", "book"])
  })

  test("a booking counts once it is of an earlier run", async () => {
    const mobile = phone("0502220007")
    const lead = await ingest(
      sampleEvent({ identities: [mobile], at: "2026-03-02T08:00:00Z" }),
      booking("SB-7", "created", { identities: [mobile], at: "2026-03-03T08:00:00Z" }),
    )
    expect((await scoreOf(lead)).rules).toEqual(["valid_uae_phone"])
    await ingest(sampleEvent({ identities: [mobile], at: "2026-03-10T08:00:00Z" }))
    expect((await scoreOf(lead)).rules).toEqual(["valid_uae_phone", "rental_history"])
    await ingest(booking("SB-7", "cancelled", { identities: [mobile], at: "2026-03-11T08:00:00Z" }))
    expect((await scoreOf(lead)).rules).toEqual(["valid_uae_phone"])
  })
})

test("an anonymous chat that joins a known lead brings its high-intent words along", async () => {
  const known = await ingest(sampleEvent({ identities: [phone("0502220010")], at: "2026-03-02T08:00:00Z" }))
  await ingest(crispMessage("score-10", "I want to book now", { at: "2026-03-02T09:00:00Z" }))
  const joined = await ingest(crispMessage("score-10", "0502220010", { at: "2026-03-02T10:00:00Z" }))
  expect(joined).toBe(known)
  expect((await scoreOf(known)).rules).toEqual(["valid_uae_phone", "multiple_channels", "high_intent_words"])
})

test("a colleague's edit counts, and reverting it counts too", async () => {
  const lead = await ingest(sampleEvent({ identities: [email("edit.score@example.com")] }))
  expect(await scoreOf(lead)).toMatchObject({ score: 0, band: "nurture" })
  await editLead(ctx(), { leadId: lead, addPhone: "0502220011", fields: { vehicle: "Land Cruiser" } })
  expect(await scoreOf(lead)).toMatchObject({ score: 35, rules: ["valid_uae_phone", "specific_vehicle"] })
  await editLead(ctx(), { leadId: lead, fields: { vehicle: null } })
  expect(await scoreOf(lead)).toMatchObject({ score: 20 })
  expect((await historyOf(lead)).map(({ cause }) => cause)).toEqual(["events", "edited", "edited"])
})

test("a merge scores the survivor with everything of both, and an undo restores both scores", async () => {
  const a = await ingest(sampleEvent({ identities: [phone("0502220012")], at: "2026-03-02T08:00:00Z" }))
  const b = await ingest(
    crispMessage("score-12", "I want to book", { identities: [email("merge.score@example.com")], at: "2026-03-02T09:00:00Z" }),
  )
  const [before, other] = [await scoreOf(a), await scoreOf(b)]
  const { mergeId } = await mergeLeads(ctx(), { survivorId: a, mergedId: b })
  expect(await scoreOf(a)).toMatchObject({ score: 45, rules: ["valid_uae_phone", "multiple_channels", "high_intent_words"] })
  expect(await historyOf(b)).toEqual([])
  await undoMerge(ctx(), { mergeId })
  expect([await scoreOf(a), await scoreOf(b)]).toEqual([before, other])
  expect((await database.db.select().from(merges).where(eq(merges.id, mergeId)))[0]?.undoneAt).not.toBeNull()
  expect(await database.db.select().from(duplicateItems).where(eq(duplicateItems.leadA, a))).toEqual([])
})

test("REST returns the score with its parts, and the lead's page lists what would raise it", async () => {
  const lead = await ingest(
    crispMessage("score-13", "can I pay by card?", { identities: [phone("0502220013")], at: "2026-03-02T09:00:00Z" }),
  )
  expect((await getLead(ctx(), { leadId: lead })).scoreParts).toEqual([
    { rule: "valid_uae_phone", points: 20, evidence: "+971502220013" },
    { rule: "high_intent_words", points: 15, evidence: "“can I pay by card?”" },
  ])
  const card = await readScoreCard(ctx(), { leadId: lead })
  expect(card.open).toEqual([
    { rule: "rental_history", points: 25 },
    { rule: "responded_to_follow_up", points: 15 },
    { rule: "specific_vehicle", points: 15 },
    { rule: "multiple_channels", points: 10 },
  ])
  expect(card.history).toMatchObject([{ score: 35, cause: "events", gained: ["valid_uae_phone", "high_intent_words"], lost: [] }])
})

test("scored event by event, every lead has the score of reading everything again", async () => {
  const { rules } = await readActiveRules(database.db)
  const all = await database.db.select({ id: leads.id }).from(leads).where(eq(leads.state, "active"))
  const recomputed = await readFacts(
    database.db,
    all.map(({ id }) => id),
  )
  expect(recomputed.length).toBeGreaterThan(10)
  for (const lead of recomputed) {
    const { score, band, parts } = scoreLead(lead.facts, rules)
    expect({ score: lead.score, band: lead.band, parts: lead.last?.parts }).toEqual({ score, band, parts })
  }
})

import { eq, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { duplicateItems, leadChecklist, leadIdentities, leads, touchpoints, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import type { LeadEvent } from "@/lib/core/lead-event"
import { newId } from "@/lib/platform/ids"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { getLead } from "@/lib/leads/get-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { tickItem } from "@/lib/pipeline/moves/tick-item"
import { mergeLeads } from "./merge-leads"
import { undoMerge } from "./undo-merge"

let database: TestDatabase
let reviewer: Ctx
let agent: Ctx
let manager: Ctx
beforeAll(async () => {
  database = await testDatabase()
  const make = async (role: "agent" | "reviewer" | "manager") => {
    const id = newId()
    await database.db.insert(users).values({ id, email: `${role}@example.com`, name: role, role })
    return testCtx(database.db, { kind: "user", id, name: role, role })
  }
  ;[agent, reviewer, manager] = [await make("agent"), await make("reviewer"), await make("manager")]
})
afterAll(() => database.drop())

async function ingest(event: LeadEvent): Promise<string> {
  const { ingested } = await changeLeads(testCtx(database.db), (unit) => ingestInto(unit, [{ event, receiptId: newId() }]))
  if (ingested[0]?.outcome !== "ingested") throw new Error("not ingested")
  return ingested[0].leadId
}
const row = async (id: string) => (await database.db.select().from(leads).where(eq(leads.id, id)))[0]
/** Everything about a lead that an undo must restore, without version counters. */
async function picture(id: string) {
  const { version: _version, fieldVersions: _fields, updatedAt: _updatedAt, ...rest } = (await row(id)) ?? {}
  return JSON.parse(JSON.stringify(rest)) as unknown
}

let serial = 0
/** One lead by phone, one by email, and an event that names both. */
async function pair() {
  serial += 1
  const mobile = `+97150777${1000 + serial}`
  const mail = `pair.${serial}.person@example.com`
  const a = await ingest(sampleEvent({ identities: [phone(mobile)], fields: [named("Omar Saleh")], at: "2026-03-01T08:00:00Z" }))
  const b = await ingest(
    sampleEvent({
      channel: "chatbot",
      identities: [email(mail)],
      fields: [named("Omar S"), { field: "vehicle", value: "Tesla", trust: "stated" }],
      at: "2026-02-01T08:00:00Z",
    }),
  )
  await ingest(sampleEvent({ identities: [phone(mobile), email(mail)], at: "2026-03-02T08:00:00Z" }))
  return { a, b, mobile, mail }
}

describe("a merge", () => {
  test("moves every child, decides the item, and the merged id leads to the survivor", async () => {
    const { a, b, mobile, mail } = await pair()
    await mergeLeads(reviewer, { survivorId: a, mergedId: b })
    expect(await row(b)).toMatchObject({ state: "merged", mergedInto: a })
    expect(await row(a)).toMatchObject({
      phones: [mobile],
      emails: [mail],
      vehicle: "Tesla",
      channels: ["chatbot", "website"],
      firstChannel: "chatbot",
      firstTouchAt: new Date("2026-02-01T08:00:00Z"),
    })
    expect(await getLead(reviewer, { leadId: b })).toMatchObject({ id: a, mergedInto: a })
    const items = await database.db.select().from(duplicateItems).where(eq(duplicateItems.leadB, b))
    expect(items).toMatchObject([{ status: "merged" }])
    const left = await database.db.execute(sql`
      select (select count(*)::int from touchpoints where lead_id = ${b}) + (select count(*)::int from lead_identities where lead_id = ${b}) + (select count(*)::int from lead_field_values where lead_id = ${b}) as n`)
    expect(left.rows[0]).toEqual({ n: 0 })
  })

  test("keeps the value the reviewer chose", async () => {
    const { a, b } = await pair()
    await mergeLeads(reviewer, { survivorId: a, mergedId: b, fields: { name: b } })
    expect(await row(a)).toMatchObject({ name: "Omar S" })
  })

  test("is for reviewers, and never of a lead that is merged already", async () => {
    const { a, b } = await pair()
    await expect(mergeLeads(agent, { survivorId: a, mergedId: b })).rejects.toMatchObject({ code: "forbidden" })
    await mergeLeads(reviewer, { survivorId: a, mergedId: b })
    await expect(mergeLeads(reviewer, { survivorId: a, mergedId: b })).rejects.toMatchObject({ code: "conflict" })
  })

  test("raced by another merge of the same leads happens once", async () => {
    const { a, b } = await pair()
    const outcomes = await Promise.allSettled([
      mergeLeads(reviewer, { survivorId: a, mergedId: b }),
      mergeLeads(reviewer, { survivorId: b, mergedId: a }),
    ])
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  })

  test("raced by incoming events of both people loses none of them", async () => {
    const { a, b, mobile, mail } = await pair()
    const events = Array.from({ length: 20 }, (_, index) =>
      sampleEvent({ identities: [index % 2 ? phone(mobile) : email(mail)], at: "2026-03-05T08:00:00Z" }),
    )
    await Promise.all([mergeLeads(reviewer, { survivorId: a, mergedId: b }), ...events.map(ingest)])
    const { rows } = await database.db.execute(sql`
      select count(*)::int as n, count(distinct coalesce(l.merged_into, l.id))::int as leads from touchpoints t join leads l on l.id = t.lead_id
      where coalesce(l.merged_into, l.id) = ${a}`)
    expect(rows[0]).toEqual({ n: 23, leads: 1 })
  })
})

describe("merges in a chain", () => {
  const touchesUnder = async (ids: readonly string[]) => {
    const { rows } = await database.db.execute<{ n: number; homeless: number }>(sql`
      select count(*)::int as n, count(*) filter (where l.state = 'merged')::int as homeless from touchpoints t join leads l on l.id = t.lead_id
      where l.id in ${idsIn(ids)}`)
    return rows[0]
  }

  test("raced by merges of the same leads with others lose nothing, and no touchpoint stays on a merged lead", async () => {
    const [one, two] = [await pair(), await pair()]
    const ids = [one.a, one.b, two.a, two.b]
    const race = [
      mergeLeads(reviewer, { survivorId: one.a, mergedId: one.b }),
      mergeLeads(reviewer, { survivorId: one.b, mergedId: two.a }),
      mergeLeads(reviewer, { survivorId: two.a, mergedId: two.b }),
      mergeLeads(reviewer, { survivorId: two.b, mergedId: one.a }),
    ]
    const outcomes = await Promise.allSettled(race)
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true)
    for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" })
    expect(await touchesUnder(ids)).toEqual({ n: 6, homeless: 0 })
  })

  test("lead on from every merged id, for a reader, an edit, a move and an event", async () => {
    const [one, two] = [await pair(), await pair()]
    await mergeLeads(reviewer, { survivorId: one.a, mergedId: one.b })
    await mergeLeads(reviewer, { survivorId: two.a, mergedId: one.a })
    expect(await getLead(reviewer, { leadId: one.b })).toMatchObject({ id: two.a, mergedInto: two.a })
    expect(await editLead(reviewer, { leadId: one.b, fields: { company: "Falcon" } })).toMatchObject({ id: two.a })
    expect(await moveLead(manager, { leadId: one.a, to: "contacted", via: "api" })).toMatchObject({ ok: true, lead: { id: two.a } })
    expect(await ingest(sampleEvent({ identities: [email(one.mail)] }))).toBe(two.a)
  })
})

describe("an undo", () => {
  test("raced by events of both people loses none of them and creates no duplicate", async () => {
    const { a, b, mobile, mail } = await pair()
    const { mergeId } = await mergeLeads(reviewer, { survivorId: a, mergedId: b })
    const events = Array.from({ length: 20 }, (_, index) =>
      sampleEvent({ identities: [index % 2 ? phone(mobile) : email(mail)], at: "2026-03-05T08:00:00Z" }),
    )
    await Promise.all([undoMerge(reviewer, { mergeId }), ...events.map(ingest)])
    const { rows } = await database.db.execute<{ lead_id: string; n: number }>(sql`
      select t.lead_id, count(*)::int as n from touchpoints t
      where exists (select 1 from jsonb_array_elements(t.claims) c where c->>'value' in (${mobile}, ${mail})) group by 1`)
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(23)
    expect(rows.map(({ lead_id }) => lead_id).sort()).toEqual([a, b].sort())
  })

  test("restores both leads", async () => {
    const { a, b } = await pair()
    const before = [await picture(a), await picture(b)]
    const { mergeId } = await mergeLeads(reviewer, { survivorId: a, mergedId: b, fields: { name: b } })
    expect(await undoMerge(reviewer, { mergeId })).toMatchObject({ survivorId: a, restoredId: b, followed: 0, kept: [] })
    expect([await picture(a), await picture(b)]).toEqual(before)
    const items = await database.db.select().from(duplicateItems).where(eq(duplicateItems.leadB, b))
    expect(items).toMatchObject([{ status: "pending" }])
    const weak = await database.db.select().from(leadIdentities).where(eq(leadIdentities.leadId, a))
    expect(weak.map(({ strength }) => strength).sort()).toEqual(["personal", "weak"])
  })

  test("restores each lead's checklist ticks, also where both had one", async () => {
    const { a, b } = await pair()
    const ticksOf = async (leadId: string) =>
      (await database.db.select().from(leadChecklist).where(eq(leadChecklist.leadId, leadId))).map(({ itemId }) => itemId).sort()
    for (const [leadId, itemId] of [
      [a, "licence"],
      [b, "licence"],
      [b, "dates"],
    ] as const)
      await tickItem(manager, { leadId, itemId, done: true })
    const { mergeId } = await mergeLeads(reviewer, { survivorId: a, mergedId: b })
    expect([await ticksOf(a), await ticksOf(b)]).toEqual([["dates", "licence"], []])
    await undoMerge(reviewer, { mergeId })
    expect([await ticksOf(a), await ticksOf(b)]).toEqual([["licence"], ["dates", "licence"]])
  })

  test("moves later arrivals with the identity they came by", async () => {
    const { a, b, mobile, mail } = await pair()
    const { mergeId } = await mergeLeads(reviewer, { survivorId: a, mergedId: b })
    const byMail = await ingest(
      sampleEvent({
        eventKey: `late-mail-${serial}`,
        identities: [email(mail)],
        fields: [{ field: "company", value: "By mail LLC", trust: "stated" }],
      }),
    )
    const byPhone = await ingest(sampleEvent({ eventKey: `late-phone-${serial}`, identities: [phone(mobile)] }))
    expect([byMail, byPhone]).toEqual([a, a])
    expect(await undoMerge(reviewer, { mergeId })).toMatchObject({ followed: 1 })
    const owner = async (key: string) => (await database.db.select().from(touchpoints).where(eq(touchpoints.eventKey, key)))[0]?.leadId
    expect([await owner(`late-mail-${serial}`), await owner(`late-phone-${serial}`)]).toEqual([b, a])
    expect([(await row(b))?.company, (await row(a))?.company]).toEqual(["By mail LLC", null])
  })

  test("leaves a stage that was changed after the merge, and says so", async () => {
    const { a, b } = await pair()
    const { mergeId } = await mergeLeads(reviewer, { survivorId: a, mergedId: b })
    await moveLead(manager, { leadId: a, to: "qualified", via: "board" })
    const { kept } = await undoMerge(reviewer, { mergeId })
    expect(kept).toHaveLength(1)
    expect(await row(a)).toMatchObject({ stageId: "qualified" })
    expect(await row(b)).toMatchObject({ stageId: "new_lead", state: "active" })
  })

  test("happens once, and not past a later merge of the survivor", async () => {
    const first = await pair()
    const second = await pair()
    const { mergeId } = await mergeLeads(reviewer, { survivorId: first.a, mergedId: first.b })
    const later = await mergeLeads(reviewer, { survivorId: second.a, mergedId: first.a })
    await expect(undoMerge(reviewer, { mergeId })).rejects.toMatchObject({ code: "conflict" })
    await undoMerge(reviewer, { mergeId: later.mergeId })
    await undoMerge(reviewer, { mergeId })
    await expect(undoMerge(reviewer, { mergeId })).rejects.toMatchObject({ code: "conflict" })
  })
})

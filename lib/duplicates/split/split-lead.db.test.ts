import { and, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  bookings,
  conversations,
  duplicateItems,
  leadChecklist,
  leadIdentities,
  leads,
  nurtureEnrolments,
  nurtureSequences,
  nurtureVersions,
  touchpoints,
  users,
} from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { STARTER } from "@/lib/core/nurture/starter"
import type { Ctx } from "@/lib/platform/context"
import type { LeadEvent } from "@/lib/core/lead-event"
import { newId } from "@/lib/platform/ids"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { crispMessage, email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { getLead } from "@/lib/leads/get-lead"
import { decideItem } from "@/lib/duplicates/review/decide-item"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { reopenItem } from "@/lib/duplicates/items/reopen-item"
import { splitLead } from "./split-lead"
import { undoSplit } from "./undo-split"

let database: TestDatabase
let reviewer: Ctx
let agent: Ctx
beforeAll(async () => {
  database = await testDatabase()
  const make = async (role: "agent" | "reviewer") => {
    const id = newId()
    await database.db.insert(users).values({ id, email: `${role}@example.com`, name: role, role })
    return testCtx(database.db, { kind: "user", id, name: role, role })
  }
  ;[agent, reviewer] = [await make("agent"), await make("reviewer")]
})
afterAll(() => database.drop())

async function ingest(event: LeadEvent): Promise<string> {
  const { ingested } = await changeLeads(reviewer, (unit) => ingestInto(unit, [{ event, receiptId: newId() }]))
  if (ingested[0]?.outcome !== "ingested") throw new Error("not ingested")
  return ingested[0].leadId
}
const row = async (id: string) => (await database.db.select().from(leads).where(eq(leads.id, id)))[0]
async function picture(id: string) {
  const { version: _version, fieldVersions: _fields, updatedAt: _updatedAt, ...rest } = (await row(id)) ?? {}
  return JSON.parse(JSON.stringify(rest)) as unknown
}
const strengths = async (leadId: string) =>
  Object.fromEntries(
    (await database.db.select().from(leadIdentities).where(eq(leadIdentities.leadId, leadId))).map(({ value, strength }) => [
      value,
      strength,
    ]),
  )
const touchesOf = async (leadId: string) =>
  (await database.db.select().from(touchpoints).where(eq(touchpoints.leadId, leadId)))
    .map(({ claimedName, text }) => claimedName ?? text)
    .sort()

let serial = 0
/** Omar's number, then used by Katarzyna, who also has an email and a chat of her own. */
async function household() {
  serial += 1
  const mobile = `+97150666${1000 + serial}`
  const mail = `kasia.${serial}.nowak@example.com`
  const lead = await ingest(
    sampleEvent({
      identities: [phone(mobile)],
      fields: [named("Omar Saleh"), { field: "company", value: "Falcon", trust: "stated" }],
      at: "2026-03-01T08:00:00Z",
    }),
  )
  await ingest(
    sampleEvent({
      channel: "chatbot",
      identities: [phone(mobile), email(mail)],
      fields: [named("Katarzyna Nowak"), { field: "vehicle", value: "Tesla", trust: "stated" }],
      at: "2026-03-02T08:00:00Z",
    }),
  )
  await ingest(
    crispMessage(`session-${serial}`, "hello", {
      identities: [email(mail), { kind: "crisp_session", raw: `session-${serial}`, source: "provider" }],
      at: "2026-03-03T08:00:00Z",
    }),
  )
  const [item] = await database.db
    .select()
    .from(duplicateItems)
    .where(and(eq(duplicateItems.leadA, lead), eq(duplicateItems.kind, "split")))
  return { lead, mobile, mail, itemId: item?.id ?? "" }
}

describe("a split", () => {
  test("moves the other person's touchpoints with everything that came with them, and recomputes both leads", async () => {
    const { lead, mobile, mail, itemId } = await household()
    const { newLeadId } = await splitLead(reviewer, { itemId })
    expect(await row(lead)).toMatchObject({
      name: "Omar Saleh",
      company: "Falcon",
      vehicle: null,
      phones: [mobile],
      emails: [],
      channels: ["website"],
    })
    expect(await row(newLeadId)).toMatchObject({
      name: "Katarzyna Nowak",
      company: null,
      vehicle: "Tesla",
      phones: [mobile],
      emails: [mail],
      channels: ["chatbot", "crisp"],
      firstTouchAt: new Date("2026-03-02T08:00:00Z"),
      state: "active",
      kind: "lead",
      stageId: "new_lead",
    })
    expect(await touchesOf(lead)).toEqual(["Omar Saleh"])
    expect(await touchesOf(newLeadId)).toEqual(["Katarzyna Nowak", "hello"])
    expect(await database.db.select().from(conversations).where(eq(conversations.leadId, newLeadId))).toHaveLength(1)
    expect((await strengths(lead))[mobile]).toBe("shared")
    expect((await strengths(newLeadId))[mobile]).toBe("shared")
    expect((await strengths(newLeadId))[mail]).toBe("personal")
  })

  test("keeps or moves the contested number, as the reviewer chose", async () => {
    const stays = await household()
    const one = await splitLead(reviewer, { itemId: stays.itemId, identity: "stays" })
    expect([(await strengths(stays.lead))[stays.mobile], (await strengths(one.newLeadId))[stays.mobile]]).toEqual(["personal", "weak"])
    expect(await ingest(sampleEvent({ identities: [phone(stays.mobile)] }))).toBe(stays.lead)
    const goes = await household()
    const other = await splitLead(reviewer, { itemId: goes.itemId, identity: "goes" })
    expect([(await strengths(goes.lead))[goes.mobile], (await strengths(other.newLeadId))[goes.mobile]]).toEqual(["weak", "personal"])
    expect(await ingest(sampleEvent({ identities: [phone(goes.mobile)] }))).toBe(other.newLeadId)
  })

  test("takes exactly the touchpoints that the reviewer ticked, and never all or none or another lead's", async () => {
    const { lead, itemId } = await household()
    const touches = await database.db.select().from(touchpoints).where(eq(touchpoints.leadId, lead))
    const ids = touches.map(({ id }) => id)
    await expect(splitLead(reviewer, { itemId, touchpointIds: ids })).rejects.toMatchObject({ code: "invalid" })
    await expect(splitLead(reviewer, { itemId, touchpointIds: [newId()] })).rejects.toMatchObject({ code: "invalid" })
    await expect(splitLead(agent, { itemId })).rejects.toMatchObject({ code: "forbidden" })
    const kasia = touches.filter(({ claimedName }) => claimedName === "Katarzyna Nowak").map(({ id }) => id)
    const { newLeadId } = await splitLead(reviewer, { itemId, touchpointIds: kasia })
    expect(await touchesOf(newLeadId)).toEqual(["Katarzyna Nowak"])
    expect(await touchesOf(lead)).toEqual(["Omar Saleh", "hello"])
    expect(await database.db.select().from(conversations).where(eq(conversations.leadId, lead))).toHaveLength(1)
  })

  test("of two reviewers who split at once happens once", async () => {
    const { itemId } = await household()
    const outcomes = await Promise.allSettled([splitLead(reviewer, { itemId }), splitLead(reviewer, { itemId })])
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  })

  test("raced by events of both people loses none of them and creates no duplicate", async () => {
    const { lead, mail, itemId } = await household()
    const events = Array.from({ length: 12 }, () => sampleEvent({ identities: [email(mail)], at: "2026-03-05T08:00:00Z" }))
    const [{ newLeadId }, ...ingested] = await Promise.all([splitLead(reviewer, { itemId }), ...events.map(ingest)])
    const owners = await database.db.execute<{ n: number; leads: string[] }>(sql`
      select count(*)::int as n, array_agg(distinct t.lead_id::text) as leads from touchpoints t where claims @> ${JSON.stringify([{ kind: "email", value: mail }])}::jsonb`)
    expect(ingested).toHaveLength(12)
    expect(owners.rows[0]?.n).toBe(14)
    for (const owner of owners.rows[0]?.leads ?? []) expect([lead, newLeadId]).toContain(owner)
  })

  test("is remembered: the two are never raised again", async () => {
    const { lead, itemId } = await household()
    const { newLeadId } = await splitLead(reviewer, { itemId })
    const [memory] = await database.db.select().from(duplicateItems).where(eq(duplicateItems.leadB, newLeadId))
    expect(memory).toMatchObject({ status: "distinct", leadA: lead, reason: "split_apart" })
  })

  test("moves a booking along with the touchpoint that brought it", async () => {
    const { lead, mobile, itemId } = await household()
    const booking = {
      externalId: `B-${serial}`,
      status: "created",
      amountMinor: 100,
      currency: "AED",
      vehicle: null,
      startsAt: null,
      endsAt: null,
    } as const
    await ingest(
      sampleEvent({ channel: "erp", kind: "booking_created", identities: [phone(mobile)], fields: [named("Katarzyna Nowak")], booking }),
    )
    const { newLeadId } = await splitLead(reviewer, { itemId })
    expect(
      await database.db
        .select()
        .from(bookings)
        .where(eq(bookings.externalId, `B-${serial}`)),
    ).toMatchObject([{ leadId: newLeadId }])
    expect(await row(newLeadId)).toMatchObject({ stageId: "booked" })
    expect((await row(lead))?.name).toBe("Omar Saleh")
  })
})

describe("undoing a split", () => {
  test.each(["stays", "goes", "shared"] as const)("restores the lead (the number %s)", async (identity) => {
    const { lead, itemId } = await household()
    const before = [await picture(lead), await strengths(lead), await touchesOf(lead)]
    const { splitId, newLeadId } = await splitLead(reviewer, { itemId, identity })
    expect(await undoSplit(reviewer, { splitId })).toEqual({ leadId: lead, closedId: newLeadId, kept: [] })
    expect([await picture(lead), await strengths(lead), await touchesOf(lead)]).toEqual(before)
    expect(await database.db.select().from(duplicateItems).where(eq(duplicateItems.id, itemId))).toMatchObject([
      { status: "pending", decidedBy: null },
    ])
    expect(await database.db.select().from(duplicateItems).where(eq(duplicateItems.leadB, newLeadId))).toEqual([])
    expect(await getLead(reviewer, { leadId: newLeadId })).toMatchObject({ id: lead, mergedInto: lead })
    await expect(undoSplit(reviewer, { splitId })).rejects.toMatchObject({ code: "conflict" })
  })

  test("works where both leads have ticked the same item and are both in a sequence", async () => {
    const { lead, itemId } = await household()
    const { splitId, newLeadId } = await splitLead(reviewer, { itemId, identity: "shared" })
    const sequenceId = newId()
    const at = new Date()
    const { entry, steps } = STARTER
    await database.db.insert(nurtureSequences).values({ id: sequenceId, name: "Welcome", entry, steps, updatedAt: at })
    await database.db.insert(nurtureVersions).values({ id: newId(), sequenceId, version: 1, entry, steps, at })
    for (const leadId of [lead, newLeadId]) {
      await database.db.insert(leadChecklist).values({ id: newId(), leadId, itemId: "licence", at })
      await database.db.insert(nurtureEnrolments).values({ id: newId(), leadId, sequenceId, version: 1, run: 1, nextAt: at, enteredAt: at })
    }
    expect(await undoSplit(reviewer, { splitId })).toMatchObject({ leadId: lead })
    expect(await database.db.select().from(leadChecklist).where(eq(leadChecklist.leadId, lead))).toHaveLength(1)
  })

  test("returns later arrivals, and the item can be decided again", async () => {
    const { lead, mail, itemId } = await household()
    const { splitId, newLeadId } = await splitLead(reviewer, { itemId })
    expect(await ingest(sampleEvent({ identities: [email(mail)], text: "since" }))).toBe(newLeadId)
    await undoSplit(reviewer, { splitId })
    expect(await touchesOf(lead)).toHaveLength(4)
    const again = await splitLead(reviewer, { itemId })
    expect(await touchesOf(again.newLeadId)).toHaveLength(3)
  })

  test("is refused once one of the two was merged into a third", async () => {
    const { itemId } = await household()
    const third = await household()
    const { splitId, newLeadId } = await splitLead(reviewer, { itemId })
    await mergeLeads(reviewer, { survivorId: third.lead, mergedId: newLeadId })
    await expect(undoSplit(reviewer, { splitId })).rejects.toMatchObject({ code: "conflict" })
  })
})

test("a number marked as shared is shared and listed on every lead, and undoing it restores them", async () => {
  const { lead, mobile, itemId } = await household()
  const other = await ingest(sampleEvent({ identities: [email("cousin@example.com")] }))
  await database.db.insert(leadIdentities).values({
    id: newId(),
    leadId: other,
    kind: "phone",
    value: mobile,
    raw: mobile,
    strength: "weak",
    source: "stated",
    channel: "website",
    firstSeenAt: new Date(),
    lastSeenAt: new Date(),
  })
  await decideItem(reviewer, { itemId, decision: "shared" })
  expect((await strengths(lead))[mobile]).toBe("shared")
  expect(await row(other)).toMatchObject({ phones: [mobile] })
  await reopenItem(reviewer, { itemId })
  expect((await strengths(lead))[mobile]).toBe("personal")
  expect(await row(other)).toMatchObject({ phones: [] })
  expect(await database.db.select().from(duplicateItems).where(eq(duplicateItems.id, itemId))).toMatchObject([
    { status: "pending", decision: null },
  ])
})

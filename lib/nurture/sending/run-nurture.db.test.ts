import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { newId } from "@/lib/platform/ids"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { readFacts } from "@/lib/pipeline/stages/stage-facts"
import { enrolWaiting } from "@/lib/nurture/enrolment/enrol-waiting"
import { at, enquiry, mailStep, nurtureWorld, recordingSenders, TOKEN_SECRET, whatsappStep } from "./nurture-testing"
import { runNurture } from "./run-nurture"
import { enableSequence, saveSequence } from "@/lib/nurture/sequences/save-sequence"
import { stopEnrolment } from "@/lib/nurture/enrolment/stop-enrolment"
import { unsubscribe } from "./unsubscribe"

let database: TestDatabase
let world: ReturnType<typeof nurtureWorld>
beforeAll(async () => {
  database = await testDatabase()
  world = nurtureWorld(database)
})
afterAll(() => database.drop())

const { senders: quietSenders } = recordingSenders()

describe("a lead below 30", () => {
  test("enters, gets each step once when it is due, and is done", async () => {
    await world.sequence([mailStep(1), mailStep(24)])
    const leadId = await world.ingest(enquiry())
    const { senders, emails } = recordingSenders()
    await runNurture(world.ctxAt(0.5), senders)
    expect(emails).toEqual([])
    for (const hours of [1, 2, 25, 26, 60]) await runNurture(world.ctxAt(hours), senders)
    expect(emails).toHaveLength(2)
    expect(await world.sends(leadId)).toMatchObject([
      { step: 0, state: "sent" },
      { step: 1, state: "sent" },
    ])
    expect(await world.enrolment(leadId)).toMatchObject({ state: "done" })
  })

  test("has each message in its history as a machine's word, which is no contact attempt", async () => {
    await world.sequence([mailStep(0)])
    const leadId = await world.ingest(enquiry())
    await runNurture(world.ctxAt(0), quietSenders)
    expect(await world.touches(leadId)).toMatchObject([
      { channel: "email", author_role: "system", direction: "outbound", details: { automated: true, step: 1 } },
    ])
    const facts = await readFacts(database.db, [{ id: leadId, provenance: {} }], at(1))
    expect(facts.get(leadId)?.contactAttempts).toBe(0)
    const { rows } = await database.db.execute(
      sql`select status, recipient from sent_emails where kind = 'nurture' order by created_at desc, id desc limit 1`,
    )
    expect(rows).toMatchObject([{ status: "kept" }])
  })

  test("that scores more, or is on no board, does not enter", async () => {
    await world.sequence([mailStep(0)])
    const keen = await world.ingest(enquiry({ fields: [{ field: "vehicle", value: "Nissan Patrol", trust: "stated" }] }))
    expect(await world.enrolment(keen)).toBeUndefined()
  })

  test("enters the sequence of its channel and language only", async () => {
    await world.sequence([mailStep(0)], { channels: ["walk_in"] })
    expect(await world.enrolment(await world.ingest(enquiry()))).toBeUndefined()
    await world.sequence([mailStep(0)], { languages: ["ar"] })
    expect(await world.enrolment(await world.ingest(enquiry()))).toBeUndefined()
    const arab = await world.ingest(enquiry({ fields: [{ field: "language", value: "Arabic", trust: "stated" }] }))
    expect(await world.enrolment(arab)).toMatchObject({ state: "active" })
  })

  test("that was there before the sequence enters when it is asked for, once", async () => {
    const id = await world.sequence([mailStep(1)])
    await enableSequence(world.ctxAt(0), { id, enabled: false })
    const leadId = await world.ingest(enquiry())
    expect(await world.enrolment(leadId)).toBeUndefined()
    await enableSequence(world.ctxAt(0), { id, enabled: true })
    expect(await enrolWaiting(world.ctxAt(0), { sequenceId: id, after: null })).toBeNull()
    await enrolWaiting(world.ctxAt(0), { sequenceId: id, after: null })
    const { rows } = await database.db.execute(sql`select id from nurture_enrolments where lead_id = ${leadId}`)
    expect(rows).toHaveLength(1)
  })
})

describe("a sequence ends for a lead", () => {
  const enrolled = async (): Promise<string> => {
    await world.sequence([mailStep(0), mailStep(24)])
    const leadId = await world.ingest(enquiry())
    await runNurture(world.ctxAt(0), quietSenders)
    return leadId
  }
  const expectNothingMore = async () => {
    const { senders, emails } = recordingSenders()
    await runNurture(world.ctxAt(30), senders)
    expect(emails).toEqual([])
  }

  test("that replies, and it enters none again in this run", async () => {
    const leadId = await enrolled()
    await world.message(leadId, 2, "ok")
    expect(await world.enrolment(leadId)).toMatchObject({ state: "exited", exit_reason: "replied" })
    await expectNothingMore()
    await world.sequence([mailStep(0)])
    await world.message(leadId, 3, "hello?")
    expect(await world.enrolment(leadId)).toMatchObject({ exit_reason: "replied" })
  })

  test("that leaves the band", async () => {
    const leadId = await enrolled()
    const fields = [{ field: "vehicle" as const, value: "Nissan Patrol", trust: "person" as const }]
    await world.ingest(enquiry({ direction: "internal", identities: [], consents: [], kind: "contact_updated", fields }), 1, leadId)
    expect(await world.enrolment(leadId)).toMatchObject({ state: "exited", exit_reason: "left_band" })
    await expectNothingMore()
  })

  test("that is lost, booked, or leaves the stages of the rule", async () => {
    const leadId = await enrolled()
    await moveLead(world.ctxAt(1), { leadId, to: "lost", via: "board", reason: "Price" })
    expect(await world.enrolment(leadId)).toMatchObject({ exit_reason: "lost" })
    await world.sequence([mailStep(1)], { stages: ["new_lead"] })
    const other = await world.ingest(enquiry())
    await moveLead(world.ctxAt(0.5), { leadId: other, to: "contacted", via: "board" })
    expect(await world.enrolment(other)).toMatchObject({ exit_reason: "left_stage" })
    const booking = {
      externalId: `B-${newId()}`,
      status: "created" as const,
      amountMinor: null,
      currency: null,
      vehicle: null,
      startsAt: null,
      endsAt: null,
    }
    const third = await world.ingest(enquiry())
    await world.ingest(
      enquiry({ channel: "erp", kind: "booking_created", direction: "internal", identities: [], consents: [], booking, occurredAt: at(1) }),
      1,
      third,
    )
    expect(await world.enrolment(third)).toMatchObject({ exit_reason: "booked" })
    await expectNothingMore()
  })

  test("that a colleague takes out", async () => {
    const leadId = await enrolled()
    await stopEnrolment(world.ctxAt(1), { leadId })
    expect(await world.enrolment(leadId)).toMatchObject({ exit_reason: "stopped" })
    await expect(stopEnrolment(world.ctxAt(1), { leadId })).rejects.toMatchObject({ code: "conflict" })
    await expectNothingMore()
  })

  test("that is merged; the survivor goes its own way, and an undone merge gives the place back", async () => {
    await world.sequence([mailStep(24)])
    const [survivorId, mergedId] = [await world.ingest(enquiry()), await world.ingest(enquiry())]
    const { mergeId } = await mergeLeads(world.ctxAt(1), { survivorId, mergedId })
    const { rows } = await database.db.execute<{ state: string; exit_reason: string | null }>(
      sql`select state, exit_reason from nurture_enrolments where lead_id = ${survivorId} order by state`,
    )
    expect(rows).toEqual([
      { state: "active", exit_reason: null },
      { state: "exited", exit_reason: "merged" },
    ])
    await undoMerge(world.ctxAt(2), { mergeId })
    expect(await world.enrolment(mergedId)).toMatchObject({ state: "active" })
    expect(await world.enrolment(survivorId)).toMatchObject({ state: "active" })
  })

  test("a word before anything was sent ends nothing: the waiting starts again from it", async () => {
    await world.sequence([mailStep(24)])
    const leadId = await world.ingest(enquiry())
    await world.ingest(enquiry({ kind: "message", text: "hello", identities: [], consents: [], occurredAt: at(3) }), 3, leadId)
    const after = await world.enrolment(leadId)
    expect(after).toMatchObject({ state: "active" })
    expect(new Date(after?.next_at ?? 0)).toEqual(at(27))
  })
})

describe("no message goes out", () => {
  test("at night: a step that falls due then waits for the morning", async () => {
    await world.sequence([mailStep(9)])
    const leadId = await world.ingest(enquiry())
    const { senders, emails } = recordingSenders()
    expect(new Date((await world.enrolment(leadId))?.next_at ?? 0)).toEqual(new Date("2026-03-03T05:00:00Z"))
    await database.db.execute(sql`update nurture_enrolments set next_at = ${at(9).toISOString()} where lead_id = ${leadId}`)
    await runNurture(world.ctxAt(9), senders)
    expect(emails).toEqual([])
    await runNurture(world.ctxAt(21), senders)
    expect(emails).toHaveLength(1)
  })

  test("without consent to marketing: the step is skipped with its reason, and the sequence goes on", async () => {
    await world.sequence([mailStep(0), mailStep(1)])
    const leadId = await world.ingest(enquiry({ consents: [{ given: true, givenAt: null, textVersion: null, purpose: "contact" }] }))
    const { senders, emails } = recordingSenders()
    await runNurture(world.ctxAt(0), senders)
    await runNurture(world.ctxAt(2), senders)
    expect(emails).toEqual([])
    expect(await world.sends(leadId)).toMatchObject([
      { state: "skipped", reason: "no_consent" },
      { state: "skipped", reason: "no_consent" },
    ])
    expect(await world.enrolment(leadId)).toMatchObject({ state: "done" })
    expect(await world.touches(leadId)).toEqual([])
  })

  test("after the link in a mail was pressed, once or twice; agreeing again counts again", async () => {
    await world.sequence([mailStep(0), mailStep(1)])
    const leadId = await world.ingest(enquiry())
    const { senders, emails } = recordingSenders()
    await runNurture(world.ctxAt(0), senders)
    const token = emails[0]?.unsubscribeUrl.split("/").at(-1) ?? ""
    expect(await unsubscribe(world.ctxAt(0.5), { token: `${token}x`, secret: TOKEN_SECRET })).toBe("unknown")
    expect(await world.enrolment(leadId)).toMatchObject({ state: "active" })
    for (const hours of [0.5, 0.6]) expect(await unsubscribe(world.ctxAt(hours), { token, secret: TOKEN_SECRET })).toBe("done")
    expect(await world.enrolment(leadId)).toMatchObject({ state: "exited", exit_reason: "opted_out" })
    await runNurture(world.ctxAt(2), senders)
    expect(emails).toHaveLength(1)
    const count = async () => (await database.db.execute(sql`select id from consents where lead_id = ${leadId} and not given`)).rows.length
    expect(await count()).toBe(1)
    await world.ingest(enquiry({ identities: [], occurredAt: at(5) }), 5, leadId)
    await unsubscribe(world.ctxAt(6), { token, secret: TOKEN_SECRET })
    expect(await count()).toBe(2)
  })

  test("after they opted out on WhatsApp, also while a step is on its way", async () => {
    await world.sequence([mailStep(0)])
    const leadId = await world.ingest(enquiry())
    const consents = [{ given: false, givenAt: null, textVersion: null, purpose: "marketing" }]
    await world.ingest(
      enquiry({ channel: "botspace", kind: "message", text: "STOP", identities: [], consents, occurredAt: at(0.1) }),
      0.1,
      leadId,
    )
    expect(await world.enrolment(leadId)).toMatchObject({ exit_reason: "opted_out" })
  })

  test("a lost lead that answers STOP is not opened again, and gets no message", async () => {
    await world.sequence([mailStep(0)])
    const leadId = await world.ingest(enquiry())
    await moveLead(world.ctxAt(1), { leadId, to: "lost", via: "board", reason: "Price" })
    const consents = [{ given: false, givenAt: null, textVersion: null, purpose: "marketing" }]
    await world.ingest(
      enquiry({ channel: "botspace", kind: "message", text: "STOP", identities: [], consents, occurredAt: at(2) }),
      2,
      leadId,
    )
    const stage = async () => (await database.db.execute(sql`select stage_id, run from leads where id = ${leadId}`)).rows
    expect(await stage()).toEqual([{ stage_id: "lost", run: 1 }])
    await world.message(leadId, 3, "I need a car after all")
    expect(await stage()).toEqual([{ stage_id: "new_lead", run: 2 }])
    expect(await world.enrolment(leadId)).toMatchObject({ state: "exited" })
  })

  test("without an address; another sequence step may still reach them", async () => {
    await world.sequence([mailStep(0), whatsappStep(0)])
    const event = enquiry()
    const leadId = await world.ingest({ ...event, identities: event.identities.filter(({ kind }) => kind === "phone") })
    const { senders, emails, templates } = recordingSenders({ kind: "sent", externalId: `wamid-${newId()}` })
    await runNurture(world.ctxAt(0), senders)
    expect(emails).toEqual([])
    expect(templates).toMatchObject([{ templateId: "tpl_1" }])
    expect(await world.sends(leadId)).toMatchObject([{ reason: "no_email" }, { channel: "whatsapp", state: "sent" }])
  })
})

test("where WhatsApp is not set up, the owner gets a task with the text", async () => {
  await world.sequence([whatsappStep(0)])
  const leadId = await world.ingest(enquiry())
  const { senders } = recordingSenders()
  await runNurture(world.ctxAt(0), { ...senders, whatsapp: null })
  expect(await world.sends(leadId)).toMatchObject([{ channel: "task", state: "sent", reason: "whatsapp_not_configured" }])
  const { rows } = await database.db.execute<{ note: string }>(
    sql`select note from tasks where lead_id = ${leadId} and kind = 'whatsapp' and status = 'open'`,
  )
  expect(rows[0]?.note).toContain("reply STOP")
})

test("a message that comes back from BotSpace is the one we sent, and no agent's attempt", async () => {
  await world.sequence([whatsappStep(0)])
  const leadId = await world.ingest(enquiry())
  const externalId = `wamid-${newId()}`
  await runNurture(world.ctxAt(0), recordingSenders({ kind: "sent", externalId }).senders)
  const echo = enquiry({
    channel: "botspace",
    kind: "message",
    direction: "outbound",
    author: { role: "agent", name: null },
    eventKey: externalId,
    identities: [],
    consents: [],
  })
  await world.ingest(echo, 1, leadId)
  expect(await world.touches(leadId)).toMatchObject([{ author_role: "system", details: { automated: true } }])
})

test("an edit makes a new version, and leads under way finish the one they began", async () => {
  const id = await world.sequence([mailStep(0, "First"), mailStep(1, "Old second")])
  const leadId = await world.ingest(enquiry())
  const { senders, emails } = recordingSenders()
  await runNurture(world.ctxAt(0), senders)
  const draft = { name: `Edited ${newId()}`, entry: {}, steps: [mailStep(0, "Other")] }
  expect(await saveSequence(world.ctxAt(0.5), { id, version: 1, draft })).toMatchObject({ version: 2 })
  await expect(saveSequence(world.ctxAt(0.6), { id, version: 1, draft })).rejects.toMatchObject({ code: "conflict" })
  await runNurture(world.ctxAt(2), senders)
  expect(emails.map(({ subject }) => subject)).toEqual(["First", "Old second"])
  expect(await world.enrolment(leadId)).toMatchObject({ state: "done" })
})

import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { SequenceDraft } from "@/lib/core/nurture/sequence"
import { STARTER } from "@/lib/core/nurture/starter"
import { newId } from "@/lib/platform/ids"
import { dryRunSequence } from "./dry-run"
import { at, enquiry, mailStep, nurtureWorld, recordingSenders } from "./nurture-testing"
import { readLeadNurture } from "@/lib/nurture/sequences/queries"
import { readNurtureResults } from "@/lib/nurture/sequences/results"
import { runNurture } from "./run-nurture"
import { enableSequence, saveSequence } from "@/lib/nurture/sequences/save-sequence"
import { stopEnrolment } from "@/lib/nurture/enrolment/stop-enrolment"

let database: TestDatabase
let world: ReturnType<typeof nurtureWorld>
beforeAll(async () => {
  database = await testDatabase()
  world = nurtureWorld(database)
})
afterAll(() => database.drop())

async function fingerprint(): Promise<string> {
  const tables = ["nurture_sequences", "nurture_enrolments", "nurture_sends", "touchpoints", "tasks", "sent_emails", "audit_log", "leads"]
  const counts = await Promise.all(
    tables.map(
      async (table) =>
        (
          await database.db.execute(
            sql`select md5(coalesce(string_agg(t::text, '' order by t::text), '')) as sum from ${sql.identifier(table)} t`,
          )
        ).rows[0],
    ),
  )
  return JSON.stringify(counts)
}

test("a dry run says who would get what and when, in their language, and writes and sends nothing", async () => {
  const agreed = await world.ingest(enquiry({ fields: [{ field: "name", value: "ليلى حداد", trust: "stated" }] }))
  const silent = await world.ingest(enquiry({ consents: [] }))
  const keen = await world.ingest(enquiry({ fields: [{ field: "vehicle", value: "Nissan Patrol", trust: "stated" }] }))
  const before = await fingerprint()
  const { senders, emails, templates } = recordingSenders()
  const draft = SequenceDraft.parse({
    ...STARTER,
    steps: [...STARTER.steps.slice(0, 2), { channel: "task", delayHours: 9, title: "Call {name}" }],
  })
  const run = await dryRunSequence(world.ctxAt(0), { draft }, senders)
  expect(await fingerprint()).toBe(before)
  expect([emails, templates]).toEqual([[], []])
  expect(run).toMatchObject({ count: 2, withoutConsent: 1, isAll: true })
  expect(run.leads.map(({ leadId }) => leadId).toSorted()).toEqual([agreed, silent].toSorted())
  expect(run.leads.some(({ leadId }) => leadId === keen)).toBe(false)
  const steps = run.leads.find(({ leadId }) => leadId === agreed)?.steps ?? []
  expect(steps).toMatchObject([
    { at: at(24).toISOString(), kind: "email", language: "ar" },
    { at: at(96).toISOString(), kind: "email" },
    { at: "2026-03-07T05:00:00.000Z", kind: "task", to: null },
  ])
  expect(steps[0]?.rendered.text).toContain("مرحبًا ليلى حداد")
  expect(run.leads.find(({ leadId }) => leadId === silent)?.steps[0]).toMatchObject({ kind: "skip", reason: "no_consent" })
})

test("results count each step's sends, replies, opt-outs and bookings, for the latest step before them", async () => {
  const id = await world.sequence([mailStep(0), mailStep(24)])
  const { senders } = recordingSenders()
  const [first, second, third] = [
    await world.ingest(enquiry()),
    await world.ingest(enquiry()),
    await world.ingest(enquiry({ consents: [] })),
  ]
  await runNurture(world.ctxAt(0), senders)
  await world.message(first, 2)
  await runNurture(world.ctxAt(25), senders)
  const booking = {
    externalId: `B-${newId()}`,
    status: "created" as const,
    amountMinor: 100,
    currency: "AED",
    vehicle: null,
    startsAt: null,
    endsAt: null,
  }
  await world.ingest(
    enquiry({ channel: "erp", kind: "booking_created", direction: "internal", identities: [], consents: [], booking, occurredAt: at(30) }),
    30,
    second,
  )
  const { steps, totals } = await readNurtureResults(world.ctxAt(40))
  expect(steps.filter(({ sequenceId }) => sequenceId === id)).toMatchObject([
    { step: 1, sent: 2, skipped: 1, replied: 1, exited: 1, bookings: 0 },
    { step: 2, sent: 1, skipped: 1, replied: 0, bookings: 1 },
  ])
  expect(totals.find(({ sequenceId }) => sequenceId === id)).toMatchObject({ entered: 3, exited: 1, done: 2 })
  expect(await readLeadNurture(world.ctxAt(40), { leadId: third })).toMatchObject([
    { state: "done", stepsTotal: 2, next: null, sends: [{ number: 1, state: "skipped", reason: "no_consent" }, { number: 2 }] },
  ])
})

test("an agent writes no sequence, and stops none on a colleague's lead", async () => {
  const leadId = await world.ingest(enquiry())
  const [agentId, otherId] = [newId(), newId()]
  await database.db.insert(users).values([
    { id: agentId, email: "a@example.com", name: "A", role: "agent" },
    { id: otherId, email: "b@example.com", name: "B", role: "agent" },
  ])
  await database.db.execute(sql`update leads set owner_id = ${otherId} where id = ${leadId}`)
  const agent = testCtx(database.db, { kind: "user", id: agentId, name: "A", role: "agent" }, at(1))
  const forbidden = { code: "forbidden" }
  await expect(saveSequence(agent, { draft: STARTER })).rejects.toMatchObject(forbidden)
  await expect(enableSequence(agent, { id: newId(), enabled: true })).rejects.toMatchObject(forbidden)
  await expect(dryRunSequence(agent, { draft: STARTER }, recordingSenders().senders)).rejects.toMatchObject(forbidden)
  await expect(readNurtureResults(agent)).rejects.toMatchObject(forbidden)
  await expect(stopEnrolment(agent, { leadId })).rejects.toMatchObject(forbidden)
})

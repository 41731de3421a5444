import { asc, eq } from "drizzle-orm"
import fc from "fast-check"
import { expect, test } from "vitest"
import { leads, leadScores, slaBreaches, stageHistory, tasks, touchpoints, users } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { firstResponseOf, ResponseTargets, type FirstQuestion, type ResponseState } from "@/lib/core/response/targets"
import { isContact, isQuestion } from "@/lib/core/response/who-spoke"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { readQueue } from "@/lib/followups/queue/read-queue"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { listLeadsBehind } from "@/lib/reports/figures/leads-behind"
import { checkReports } from "@/lib/reports/oracle/check-reports"
import { checkSla } from "@/lib/routing/check-sla"
import { ResponseHistory, steps } from "./response-history"
import { LeadsBehind } from "@/lib/core/filters/reports"

/** A Monday at nine in Dubai. */
const START = new Date("2026-03-02T05:00:00Z")
const CLOCK = { targets: ResponseTargets.parse({}), calendar: WorkingTime.parse({}) }
const HISTORY_MS = 3 * 86_400_000

type Lead = typeof leads.$inferSelect
type Seen = {
  leads: Map<string, Lead>
  /** What the queue shows as waiting, by lead: for what, and whether it is overdue. */
  queue: Map<string, { kind: "first_touch" | "first_reply"; isLate: boolean }>
  /** `lead:run:kind` of every missed target that was escalated, and of those escalated just now. */
  escalated: Set<string>
  escalatedNow: Set<string>
  dashboard: Map<string, ResponseState>
}

/** What the three say at one instant. The escalation runs each minute, so it has run by then. */
async function look(db: Ctx["db"], now: Date, manager: string): Promise<Seen> {
  const ctx = testCtx(db, { kind: "user", id: manager, name: "Manager", role: "manager" }, now)
  const breaches = async () => (await db.select().from(slaBreaches)).map(({ leadId, run, kind }) => `${leadId}:${run}:${kind}`)
  const before = new Set(await breaches())
  await checkSla(ctx)
  const escalated = new Set(await breaches())
  const { rows } = await readQueue(ctx, { agent: "all" })
  const queue: Seen["queue"] = new Map()
  for (const { leadId, reasons } of rows)
    for (const { kind, isLate } of reasons) {
      if (kind === "first_response") queue.set(leadId, { kind: "first_touch", isLate })
      if ((kind === "unanswered" || kind === "missed_call") && !queue.has(leadId)) queue.set(leadId, { kind: "first_reply", isLate })
    }
  const dashboard: Seen["dashboard"] = new Map()
  for (const [metric, state] of [
    ["answered_in_sla", "in_time"],
    ["late", "late"],
    ["waiting", "waiting"],
    ["settled", "settled"],
  ] as const) {
    const page = await listLeadsBehind(ctx, LeadsBehind.parse({ metric, from: "2026-01-01", to: "2026-12-31", limit: 200 }))
    for (const { id } of page.data) dashboard.set(id, state)
  }
  return {
    leads: new Map((await db.select().from(leads).where(eq(leads.state, "active"))).map((lead) => [lead.id, lead])),
    queue,
    escalated,
    escalatedNow: new Set([...escalated].filter((name) => !before.has(name))),
    dashboard,
  }
}

function expectInSync({ leads: known, queue, escalated, escalatedNow, dashboard }: Seen): void {
  for (const [leadId, { kind, isLate }] of queue) {
    const lead = known.get(leadId)
    const name = `${leadId}:${lead?.run}:${kind}`
    if (isLate) expect(escalated, `the queue shows ${name} as overdue`).toContain(name)
    if (kind === "first_touch" && lead?.run === 1) expect(dashboard.get(leadId), name).toBe(isLate ? "late" : "waiting")
  }
  for (const name of escalatedNow) {
    const [leadId = "", , kind] = name.split(":")
    if (kind !== "assignment") expect(queue.get(leadId), `escalated: ${name}`).toEqual({ kind, isLate: true })
  }
  for (const [leadId, state] of dashboard)
    if (state === "waiting") expect(queue.get(leadId), "waiting by the dashboard").toEqual({ kind: "first_touch", isLate: false })
}

/** The first question of each lead, read from its rows by the pure rules. */
async function statesByHand(db: Ctx["db"], now: Date): Promise<Map<string, ResponseState>> {
  const states = new Map<string, ResponseState>()
  for (const lead of await db.select().from(leads).where(eq(leads.state, "active"))) {
    const question = lead.kind === "lead" ? await firstQuestion(db, lead) : null
    if (question) states.set(lead.id, firstResponseOf(question, { ...CLOCK, now }).state)
  }
  return states
}

async function firstQuestion(db: Ctx["db"], lead: Lead): Promise<FirstQuestion | null> {
  const touches = await db.select().from(touchpoints).where(eq(touchpoints.leadId, lead.id)).orderBy(asc(touchpoints.occurredAt))
  const contacts = touches.filter(isContact)
  const question = touches
    .filter(isQuestion)
    .find(
      ({ occurredAt, createdAt }) =>
        createdAt.getTime() - occurredAt.getTime() <= HISTORY_MS ||
        contacts.some((contact) => contact.occurredAt >= occurredAt && contact.occurredAt < createdAt),
    )
  if (!question || contacts.some(({ occurredAt }) => occurredAt < question.occurredAt)) return null
  const askedAt = question.occurredAt
  const moves = await db.select().from(stageHistory).where(eq(stageHistory.leadId, lead.id))
  const replies = await db.select().from(tasks).where(eq(tasks.leadId, lead.id))
  const settled = [
    ...moves.filter(({ fromStageId, via, at }) => fromStageId !== null && via !== "intake" && at >= askedAt).map(({ at }) => at),
    ...replies.flatMap(({ kind, status, cancelledReason, plannedFrom, doneAt }) =>
      kind === "reply" && (status === "done" || cancelledReason === "person") && plannedFrom && plannedFrom >= askedAt && doneAt
        ? [doneAt]
        : [],
    ),
    ...(lead.stageId === "lost" ? [lead.stageEnteredAt > askedAt ? lead.stageEnteredAt : askedAt] : []),
  ]
  const answeredAt = contacts.find(({ occurredAt }) => occurredAt >= askedAt)?.occurredAt ?? null
  const settledAt = earliest(settled)
  const endedAt = earliest([answeredAt, settledAt].filter((at) => at !== null))
  const scores = await db.select().from(leadScores).where(eq(leadScores.leadId, lead.id)).orderBy(asc(leadScores.at), asc(leadScores.id))
  const band = endedAt === null ? lead.band : (scores.findLast(({ at }) => at < endedAt) ?? scores[0] ?? lead).band
  return { askedAt, knownAt: question.createdAt, answeredAt, settledAt, band }
}

const earliest = (instants: readonly Date[]): Date | null => instants.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null

test("at any instant of any history, the queue, the escalation and the dashboard say the same of what is overdue and in time", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (happened) => {
      const database = await testDatabase()
      try {
        const manager = newId()
        await database.db.insert(users).values({ id: manager, email: "m@example.com", name: "Manager", role: "manager" })
        const history = new ResponseHistory(database.db, START)
        /** Leads that were seen overdue before anybody answered them. */
        const overdue = new Set<string>()
        for (const step of happened) {
          if (await history.take(step)) overdue.clear()
          const seen = await look(database.db, history.now, manager)
          expectInSync(seen)
          expect(new Map([...seen.dashboard].sort())).toEqual(new Map([...(await statesByHand(database.db, history.now))].sort()))
          for (const [leadId, state] of seen.dashboard)
            if (state === "in_time") expect(overdue, "in time, though it was shown as overdue").not.toContain(leadId)
          // The dashboard tells of the first run alone.
          for (const [leadId, { kind, isLate }] of seen.queue)
            if (kind === "first_touch" && isLate && seen.leads.get(leadId)?.run === 1) overdue.add(leadId)
        }
        expect(await checkReports(testCtx(database.db, undefined, history.now))).toEqual([])
      } finally {
        await database.drop()
      }
    }),
    { numRuns: 8 },
  )
}, 900_000)

import { sql } from "drizzle-orm"
import { z } from "zod"
import { MINUTE_MS } from "@/lib/core/time"
import { nurtureSends, tasks } from "@/db/schema"
import type { Transaction } from "@/db/client"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import { decideSend } from "@/lib/core/nurture/decide-send"
import { languageOf } from "@/lib/core/nurture/language"
import { renderStep, type RenderedStep } from "@/lib/core/nurture/render-step"
import { SequenceDraft, type NurtureStep } from "@/lib/core/nurture/sequence"
import type { SendState } from "@/lib/core/nurture/states"
import { nextWorkingInstant } from "@/lib/core/working-time/working-time"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { newId } from "@/lib/platform/ids"
import { advance } from "./advance"
import { readConsentGates } from "@/lib/leads/consent"
import { exitEnrolments, exitNow } from "@/lib/nurture/enrolment/enrol-nurture"
import { loadNurtureFacts, type NurtureFacts } from "@/lib/nurture/enrolment/lead-facts"
import { RECIPIENT, RecipientRow, valuesOf } from "./recipient"
import type { Senders } from "./senders"
import { readSendWindow } from "@/lib/nurture/sequences/settings"

/** A send without an outcome for so long is given up: it may have left, so it is not repeated. */
export const LEASE_MS = 10 * MINUTE_MS

/** A message on its way out: written down as `sending`, and committed before anything leaves. */
export type ClaimedSend = {
  sendId: string
  enrolmentId: string
  leadId: string
  sequence: string
  step: number
  to: string
  name: string
  attempts: number
  rendered: Exclude<RenderedStep, { channel: "task" }>
  unsubscribeUrl: string
}

const Due = RecipientRow.extend({
  enrolment_id: z.uuid(),
  lead_id: z.uuid(),
  step: z.number(),
  steps: z.unknown(),
  sequence: z.string(),
  send_id: z.uuid().nullable(),
  send_state: z.string().nullable(),
  attempts: z.number().nullable(),
  run: z.number(),
  stage_id: z.string(),
  owner_id: z.string().nullable(),
})
type Due = z.infer<typeof Due>

/**
 * Takes enrolments whose next step is due, and decides each at the door. Leads are locked first and enrolments after
 * them, in the same order as everywhere, and a lead that another worker holds is left for the next round: two workers
 * never take one step.
 */
export async function claimDue(unit: LeadUnit, senders: Senders, size: number): Promise<{ taken: number; sends: ClaimedSend[] }> {
  const { db: tx } = unit
  const now = unit.now()
  const locked = await tx.execute<{ id: string }>(sql`
    select e.id from nurture_enrolments e
    join nurture_sequences q on q.id = e.sequence_id and q.enabled join leads l on l.id = e.lead_id
    where e.state = 'active' and e.next_at <= ${now.toISOString()} order by e.next_at, e.id limit ${size} for no key update of l skip locked`)
  if (locked.rows.length === 0) return { taken: 0, sends: [] }
  const due = await readDue(tx, locked.rows, now)
  const facts = new Map(
    (
      await loadNurtureFacts(
        tx,
        due.map(({ lead_id }) => lead_id),
      )
    ).map((one) => [one.id, one]),
  )
  const gates = await readConsentGates(
    tx,
    due.map(({ lead_id }) => lead_id),
  )
  const sends: ClaimedSend[] = []
  for (const one of due) {
    const lead = facts.get(one.lead_id)
    const mayMarket = gates.get(one.lead_id)?.marketing === true
    const send = lead && (await claimStep(unit, { due: one, lead, senders, mayMarket }))
    if (send) sends.push(send)
  }
  return { taken: due.length, sends }
}

/** Read after the locks are held: a worker that held them before us may have taken the step. */
async function readDue(tx: Transaction, ids: readonly { id: string }[], now: Date): Promise<Due[]> {
  const { rows } = await tx.execute(sql`
    select e.id as enrolment_id, e.lead_id, e.step, v.steps, q.name as sequence, n.id as send_id, n.state as send_state, n.attempts,
      l.run, l.stage_id, l.owner_id, ${RECIPIENT}
    from jsonb_to_recordset(${JSON.stringify(ids)}::jsonb) as d(id uuid)
    join nurture_enrolments e on e.id = d.id join leads l on l.id = e.lead_id
    join nurture_sequences q on q.id = e.sequence_id
    join nurture_versions v on v.sequence_id = e.sequence_id and v.version = e.version
    left join nurture_sends n on n.enrolment_id = e.id and n.step = e.step
    left join users u on u.id = l.owner_id
    where e.state = 'active' and e.next_at <= ${now.toISOString()}`)
  return rows.map((row) => Due.parse(row))
}

/** `mayMarket`: the consent gate lets a message through. */
type DueStep = { due: Due; lead: NurtureFacts; senders: Senders; mayMarket: boolean }

async function claimStep(unit: LeadUnit, { due, lead, senders, mayMarket }: DueStep): Promise<ClaimedSend | null> {
  const { db: tx } = unit
  const now = unit.now()
  const reason = exitNow(lead)
  if (reason !== null) {
    await exitEnrolments(tx, [{ id: due.enrolment_id, reason }], now)
    return null
  }
  const opens = nextWorkingInstant(await readSendWindow(tx), now)
  if (opens > now) {
    await postpone(tx, due.enrolment_id, opens)
    return null
  }
  const step = SequenceDraft.shape.steps.parse(due.steps)[due.step]
  const isSettled = due.send_state !== null && due.send_state !== "planned"
  if (!step || isSettled) {
    // Settled by a worker that ended before it moved the enrolment on; what is still on its way is waited for.
    if (due.send_state === "sending") await postpone(tx, due.enrolment_id, new Date(now.getTime() + LEASE_MS))
    else await advance(tx, { enrolmentId: due.enrolment_id, step: due.step, at: now })
    return null
  }
  return await decideStep(unit, { due, lead, senders, mayMarket, step })
}

async function decideStep(unit: LeadUnit, { due, lead, senders, mayMarket, step }: DueStep & { step: NurtureStep }) {
  const { db: tx } = unit
  const now = unit.now()
  const { email, phone } = due
  const decision = decideSend(step.channel, {
    marketing: mayMarket,
    email,
    phone,
    canEmail: senders.email !== null,
    canWhatsapp: senders.whatsapp !== null,
  })
  const sendId = due.send_id ?? newId()
  const unsubscribeUrl = senders.unsubscribeUrl(sendId)
  const rendered = renderStep(step, valuesOf(due), languageOf(lead), unsubscribeUrl)
  const row = { id: sendId, due, language: rendered.language, at: now }
  if (decision.kind === "skip") {
    await writeSend(tx, { ...row, channel: step.channel, state: "skipped", reason: decision.reason })
    await advance(tx, { enrolmentId: due.enrolment_id, step: due.step, at: now })
    return null
  }
  if (decision.kind === "task" || rendered.channel === "task") {
    const taskId = await askColleague(unit, { due, rendered })
    await writeSend(tx, { ...row, channel: "task", state: "sent", reason: decision.kind === "task" ? decision.reason : null, taskId })
    await advance(tx, { enrolmentId: due.enrolment_id, step: due.step, at: now })
    return null
  }
  await writeSend(tx, { ...row, channel: decision.kind, state: "sending", reason: null })
  await postpone(tx, due.enrolment_id, new Date(now.getTime() + LEASE_MS))
  const { enrolment_id: enrolmentId, lead_id: leadId, sequence } = due
  const attempts = (due.attempts ?? 0) + 1
  return {
    sendId,
    enrolmentId,
    leadId,
    sequence,
    step: due.step,
    to: decision.to,
    name: due.name ?? "",
    attempts,
    rendered,
    unsubscribeUrl,
  }
}

async function postpone(tx: Transaction, enrolmentId: string, until: Date): Promise<void> {
  await tx.execute(sql`update nurture_enrolments set next_at = ${until.toISOString()} where id = ${enrolmentId}`)
}

type NewSend = {
  id: string
  due: Due
  channel: NurtureStep["channel"]
  state: SendState
  reason: string | null
  language: string
  at: Date
  taskId?: string
}

async function writeSend(tx: Transaction, { id, due, channel, state, reason, language, at, taskId }: NewSend): Promise<void> {
  const now = {
    channel,
    state,
    reason,
    language,
    at,
    taskId: taskId ?? null,
    attempts: (due.attempts ?? 0) + (state === "sending" ? 1 : 0),
  }
  await tx
    .insert(nurtureSends)
    .values({ id, enrolmentId: due.enrolment_id, leadId: due.lead_id, step: due.step, ...now })
    .onConflictDoUpdate({ target: [nurtureSends.enrolmentId, nurtureSends.step], set: now, setWhere: sql`nurture_sends.state = 'planned'` })
}

/** Where no message can go out by itself, a colleague is asked to send it; what to say stands in the note. */
async function askColleague(unit: LeadUnit, { due, rendered }: { due: Due; rendered: RenderedStep }): Promise<string> {
  const id = newId()
  const isMessage = rendered.channel !== "task"
  await unit.db.insert(tasks).values({
    id,
    leadId: due.lead_id,
    kind: isMessage ? "whatsapp" : "custom",
    title: isMessage ? `Send on WhatsApp (${due.sequence})` : rendered.title,
    note: isMessage ? rendered.text : null,
    stageId: due.stage_id,
    run: due.run,
    dueAt: nextWorkingInstant(await readWorkingTime(unit.db), unit.now()),
    assigneeId: due.owner_id,
    createdAt: unit.now(),
  })
  return id
}

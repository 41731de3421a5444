import { sql } from "drizzle-orm"
import { MINUTE_MS } from "@/lib/core/time"
import { sentEmails } from "@/db/schema"
import type { Transaction } from "@/db/client"
import type { SendOutcome } from "@/lib/channels/botspace-send"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { lockLead, type LeadRow } from "@/lib/leads/find-lead"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { advance } from "./advance"
import { claimDue, LEASE_MS, type ClaimedSend } from "./claim-sends"
import { sentEvent } from "./opt-out-event"
import type { Senders } from "./senders"

const BATCH = 20
const STEPS_MAX = 400
const ATTEMPTS_MAX = 5
const AGAIN_MS = 15 * MINUTE_MS

/**
 * Takes every step that is due. A message is written down and committed before it leaves, and settled after: whatever
 * breaks in between, it has left at most once. An unknown outcome is recorded as such and not tried again,
 * since a second copy is worse than a missing one.
 */
export async function runNurture(ctx: Ctx, senders: Senders, signal?: AbortSignal): Promise<{ taken: number; sent: number }> {
  await giveUpSilent(ctx)
  const total = { taken: 0, sent: 0 }
  const isStopped = () => signal?.aborted === true
  while (total.taken < STEPS_MAX && !isStopped()) {
    const { taken, sends } = await changeLeads(ctx, (unit) => claimDue(unit, senders, BATCH))
    if (taken === 0) break
    total.taken += taken
    for (const send of sends) if (await deliver(ctx, senders, send)) total.sent += 1
  }
  return total
}

/** Sends that were on their way when their worker ended. Whether they arrived is unknown. */
async function giveUpSilent(ctx: Ctx): Promise<void> {
  const since = new Date(ctx.now().getTime() - LEASE_MS).toISOString()
  await ctx.db.execute(sql`
    update nurture_sends set state = 'failed', reason = 'unknown_outcome'
    where id in (select id from nurture_sends where state = 'sending' and at <= ${since} for no key update skip locked)`)
}

async function deliver(ctx: Ctx, senders: Senders, send: ClaimedSend): Promise<boolean> {
  if (!(await isStillWanted(ctx, send))) return false
  const outcome = await hand(senders, send)
  await changeLeads(ctx, (unit) => settle(unit, senders, send, outcome))
  if (outcome.kind !== "sent") ctx.log.warn({ sendId: send.sendId, outcome }, "a nurture message did not go out")
  return outcome.kind === "sent"
}

/** Asked right before it leaves: the person may have replied or opted out since the step was taken. */
async function isStillWanted(ctx: Ctx, { sendId, enrolmentId }: ClaimedSend): Promise<boolean> {
  const { rows } = await ctx.db.execute<{ state: string }>(sql`
    update nurture_sends n set at = ${ctx.now().toISOString()}, state = case when e.state = 'active' then 'sending' else 'skipped' end,
      reason = case when e.state = 'active' then null else 'exited' end
    from nurture_enrolments e where n.id = ${sendId} and n.state = 'sending' and e.id = ${enrolmentId} returning n.state`)
  return rows[0]?.state === "sending"
}

async function hand(senders: Senders, { sendId, to, name, rendered, unsubscribeUrl }: ClaimedSend): Promise<SendOutcome> {
  if (rendered.channel === "email") {
    const { subject, text, html } = rendered
    return (await senders.email?.send({ sendId, to, subject, text, html, unsubscribeUrl })) ?? GONE
  }
  const { templateId, variables } = rendered
  return (await senders.whatsapp?.send({ phone: to, name, templateId, variables })) ?? GONE
}

const GONE: SendOutcome = { kind: "not_now", reason: "this way out is no longer there" }

async function settle(unit: LeadUnit, senders: Senders, send: ClaimedSend, outcome: SendOutcome): Promise<void> {
  const { db: tx, changes } = unit
  const now = unit.now()
  const { sendId, enrolmentId, step } = send
  const lead = await lockEnrolledLead(tx, enrolmentId)
  if (lead) changes.show(lead.id)
  await keepEmail(tx, { send, outcome, keeps: senders.email?.keeps ?? false, now })
  if (outcome.kind === "not_now" && send.attempts < ATTEMPTS_MAX) {
    await tx.execute(sql`update nurture_sends set state = 'planned', reason = ${outcome.reason} where id = ${sendId} and state = 'sending'`)
    await tx.execute(sql`
      update nurture_enrolments set next_at = ${new Date(now.getTime() + AGAIN_MS).toISOString()} where id = ${enrolmentId} and state = 'active' and step = ${step}`)
    return
  }
  if (outcome.kind === "sent") {
    const touchpointId = lead ? await recordTouch(unit, { ...send, leadId: lead.id }, outcome.externalId) : null
    await tx.execute(sql`update nurture_sends set state = 'sent', reason = null, touchpoint_id = ${touchpointId} where id = ${sendId}`)
  } else {
    const reason = outcome.kind === "unknown" ? "unknown_outcome" : outcome.reason
    await tx.execute(sql`update nurture_sends set state = 'failed', reason = ${reason} where id = ${sendId} and state = 'sending'`)
  }
  await advance(tx, { enrolmentId, step, at: now })
}

/** The lead may have been merged, and the merge undone, since the step was taken: the enrolment says whose it is now. */
async function lockEnrolledLead(tx: Transaction, enrolmentId: string): Promise<LeadRow | null> {
  const { rows } = await tx.execute<{ lead_id: string }>(sql`select lead_id from nurture_enrolments where id = ${enrolmentId}`)
  return rows[0] ? await lockLead(tx, rows[0].lead_id) : null
}

/** Through the same ingest as everything else, so that history, score and follow-ups see it; and as a machine's word. */
async function recordTouch(unit: LeadUnit, send: ClaimedSend, externalId: string | null): Promise<string | null> {
  const { sendId, leadId, sequence, step, rendered } = send
  const subject = rendered.channel === "email" ? { subject: rendered.subject } : { template: rendered.templateId }
  const event = sentEvent({
    channel: rendered.channel,
    sendId,
    externalId,
    at: unit.now(),
    text: rendered.text,
    details: { sequence, step: step + 1, ...subject },
  })
  await ingestInto(unit, [{ event, receiptId: null, leadId }])
  const { rows } = await unit.db.execute<{ id: string }>(
    sql`select id from touchpoints where channel = ${event.channel} and event_key = ${event.eventKey}`,
  )
  return rows[0]?.id ?? null
}

type Kept = { send: ClaimedSend; outcome: SendOutcome; keeps: boolean; now: Date }

/** Our list of outgoing mail shows these too, with how they fared. */
async function keepEmail(tx: Transaction, { send, outcome, keeps, now }: Kept): Promise<void> {
  const { rendered, sendId, to, attempts } = send
  if (rendered.channel !== "email") return
  const status = outcome.kind !== "sent" ? ("failed" as const) : keeps ? ("kept" as const) : ("sent" as const)
  const error = outcome.kind === "sent" ? null : outcome.reason
  const { subject, text: body } = rendered
  const row = { status, error, attempts, sentAt: now }
  await tx
    .insert(sentEmails)
    .values({ id: newId(), dedupeKey: `nurture:${sendId}`, kind: "nurture", recipient: to, subject, body, createdAt: now, ...row })
    .onConflictDoUpdate({ target: sentEmails.dedupeKey, set: row })
}

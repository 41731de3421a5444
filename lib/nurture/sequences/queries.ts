import { and, asc, desc, eq } from "drizzle-orm"
import { z } from "zod"
import { nurtureEnrolments, nurtureSends, nurtureSequences, nurtureVersions } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { SequenceDraft } from "@/lib/core/nurture/sequence"
import type { EnrolmentState, ExitReason, NurtureChannel, SendState } from "@/lib/core/nurture/states"
import { requirePermission } from "@/lib/platform/permissions"
import { readSequences, type Sequence } from "./sequence-rows"

/** All sequences with their rules and steps. */
export async function listSequences(ctx: Ctx): Promise<Sequence[]> {
  requirePermission(ctx, "settings.manage")
  return await readSequences(ctx.db)
}

export type LeadNurture = {
  sequence: string
  isPaused: boolean
  state: EnrolmentState
  exitReason: ExitReason | null
  enteredAt: string
  endedAt: string | null
  stepsTotal: number
  /** The step that comes next; null when there is none. */
  next: { number: number; channel: NurtureChannel; at: string } | null
  sends: { number: number; channel: NurtureChannel; state: SendState; reason: string | null; at: string }[]
}

/** The lead's way through sequences, the newest first. */
export async function readLeadNurture(ctx: Ctx, { leadId }: { leadId: string }): Promise<LeadNurture[]> {
  requirePermission(ctx, "lead.read")
  const id = z.uuid().parse(leadId)
  const rows = await ctx.db
    .select({
      enrolment: nurtureEnrolments,
      name: nurtureSequences.name,
      enabled: nurtureSequences.enabled,
      steps: nurtureVersions.steps,
    })
    .from(nurtureEnrolments)
    .innerJoin(nurtureSequences, eq(nurtureSequences.id, nurtureEnrolments.sequenceId))
    .innerJoin(
      nurtureVersions,
      and(eq(nurtureVersions.sequenceId, nurtureEnrolments.sequenceId), eq(nurtureVersions.version, nurtureEnrolments.version)),
    )
    .where(eq(nurtureEnrolments.leadId, id))
    .orderBy(desc(nurtureEnrolments.enteredAt), desc(nurtureEnrolments.id))
  if (rows.length === 0) return []
  const sends = await ctx.db.select().from(nurtureSends).where(eq(nurtureSends.leadId, id)).orderBy(asc(nurtureSends.step))
  return rows.map(({ enrolment, name, enabled, steps: raw }) => {
    const steps = SequenceDraft.shape.steps.parse(raw)
    const next = enrolment.state === "active" ? steps[enrolment.step] : undefined
    return {
      sequence: name,
      isPaused: !enabled,
      state: enrolment.state,
      exitReason: enrolment.exitReason,
      enteredAt: enrolment.enteredAt.toISOString(),
      endedAt: enrolment.endedAt?.toISOString() ?? null,
      stepsTotal: steps.length,
      next: next ? { number: enrolment.step + 1, channel: next.channel, at: enrolment.nextAt.toISOString() } : null,
      sends: sends
        .filter(({ enrolmentId }) => enrolmentId === enrolment.id)
        .map(({ step, channel, state, reason, at }) => ({ number: step + 1, channel, state, reason, at: at.toISOString() })),
    }
  })
}

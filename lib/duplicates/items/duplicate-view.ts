import { and, inArray, isNull } from "drizzle-orm"
import { z } from "zod"
import { duplicateItems, leads, merges, splits, users } from "@/db/schema"
import { DUPLICATE_STATUSES, REVIEW_DECISIONS } from "@/lib/core/review/review-states"
import type { Ctx } from "@/lib/platform/context"
import { DUPLICATE_REASONS } from "@/lib/core/matching/flag-reasons"
import { LeadSummary } from "@/lib/leads/lead-views"
import { rowView } from "@/lib/leads/list-leads"

/** A review item as REST and the queue show it. */
export const DuplicateView = z.object({
  id: z.uuid(),
  kind: z.enum(["pair", "split"]),
  status: z.enum(DUPLICATE_STATUSES),
  leads: z.array(LeadSummary).describe("Two leads of a pair, survivors of any merge since; one lead of a split"),
  about: z
    .array(z.object({ id: z.uuid(), name: z.string().nullable(), phone: z.string().nullable(), email: z.string().nullable() }))
    .describe("The leads that the question names, also one that was merged since"),
  probability: z.number(),
  bits: z.number(),
  reason: z.enum(DUPLICATE_REASONS),
  evidence: z.array(
    z.object({
      feature: z.string(),
      level: z.string().optional(),
      left: z.string().nullable(),
      right: z.string().nullable(),
      bits: z.number(),
    }),
  ),
  identity: z.object({ kind: z.string(), value: z.string() }).nullable().describe("The phone, email or id that the question is about"),
  createdAt: z.iso.datetime(),
  snoozedUntil: z.iso.datetime().nullable().describe("Put aside: until then behind every other question"),
  claimedBy: z.string().nullable().describe("The reviewer who has it open now"),
  decision: z.enum(REVIEW_DECISIONS).nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  mergeId: z.uuid().nullable().describe("Of a merge that can still be undone"),
  splitId: z.uuid().nullable().describe("Of a split that can still be undone"),
})
export type DuplicateView = z.infer<typeof DuplicateView>

export type ItemRow = typeof duplicateItems.$inferSelect
type LeadRow = typeof leads.$inferSelect

export async function duplicateViews(ctx: Ctx, items: readonly ItemRow[]): Promise<DuplicateView[]> {
  if (items.length === 0) return []
  const ids = items.map(({ id }) => id)
  const [{ survivors: known, rows }, people, undoable, splitsOf] = await Promise.all([
    survivorsOf(ctx, [...new Set(items.flatMap(({ leadA, leadB }) => [leadA, leadB]))]),
    ctx.db.select({ id: users.id, name: users.name }).from(users),
    ctx.db
      .select({ id: merges.id, itemId: merges.itemId })
      .from(merges)
      .where(and(inArray(merges.itemId, ids), isNull(merges.undoneAt))),
    ctx.db
      .select({ id: splits.id, itemId: splits.itemId })
      .from(splits)
      .where(and(inArray(splits.itemId, ids), isNull(splits.undoneAt))),
  ])
  const nameOf = new Map(people.map(({ id, name }) => [id, name]))
  return items.map((item) => {
    const both = [...new Map([item.leadA, item.leadB].flatMap((id) => known.get(id) ?? []).map((lead) => [lead.id, lead])).values()]
    const isClaimed = item.claimedUntil !== null && item.claimedUntil > ctx.now()
    return {
      id: item.id,
      kind: item.kind,
      status: item.status,
      about: [...new Set([item.leadA, item.leadB])].flatMap((id) => {
        const lead = rows.get(id)
        return lead ? [{ id, name: lead.name, phone: lead.phones[0] ?? null, email: lead.emails[0] ?? null }] : []
      }),
      leads: both.map((lead) => rowView(lead, lead.ownerId ? (nameOf.get(lead.ownerId) ?? null) : null)),
      probability: item.probability,
      bits: item.bits,
      reason: item.reason,
      evidence: item.evidence,
      identity: item.identityKind && item.identityValue ? { kind: item.identityKind, value: item.identityValue } : null,
      createdAt: item.createdAt.toISOString(),
      snoozedUntil: item.status === "later" ? (item.snoozedUntil?.toISOString() ?? null) : null,
      claimedBy: item.claimedBy && isClaimed ? (nameOf.get(item.claimedBy) ?? null) : null,
      decision: item.decision,
      decidedAt: item.decidedAt?.toISOString() ?? null,
      decidedBy: item.decidedBy ? (nameOf.get(item.decidedBy) ?? null) : null,
      mergeId: undoable.find(({ itemId }) => itemId === item.id)?.id ?? null,
      splitId: splitsOf.find(({ itemId }) => itemId === item.id)?.id ?? null,
    }
  })
}

/** id → its current lead, and every lead on the way there. */
async function survivorsOf(ctx: Ctx, ids: readonly string[]): Promise<{ survivors: Map<string, LeadRow>; rows: Map<string, LeadRow> }> {
  const rows = new Map<string, LeadRow>()
  let wanted = [...ids]
  while (wanted.length > 0) {
    const found = await ctx.db.select().from(leads).where(inArray(leads.id, wanted))
    for (const lead of found) rows.set(lead.id, lead)
    wanted = found.flatMap(({ mergedInto }) => (mergedInto && !rows.has(mergedInto) ? [mergedInto] : []))
  }
  const survivor = (id: string): LeadRow | undefined => {
    const lead = rows.get(id)
    return lead?.mergedInto ? survivor(lead.mergedInto) : lead
  }
  return { survivors: new Map(ids.flatMap((id) => (survivor(id) ? [[id, survivor(id) as LeadRow] as const] : []))), rows }
}

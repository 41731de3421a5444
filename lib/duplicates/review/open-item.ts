import { and, eq, inArray, or } from "drizzle-orm"
import { duplicateItems, leads, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { readName } from "@/lib/core/identity/names/person-name"
import { preferredSurvivor } from "@/lib/core/review/merge-preview"
import { survivingFields } from "@/lib/core/surviving-fields"
import type { Provenance } from "@/lib/core/survivorship"
import { listTouchpoints } from "@/lib/leads/list-touchpoints"
import type { LeadTouchpoint } from "@/lib/leads/lead-views"
import { observationsOf } from "@/lib/leads/edit/reproject-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { claimItem, isOpenItem, type Claim } from "@/lib/duplicates/items/claim-item"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { countChildren } from "@/lib/duplicates/merge/move-children"
import { nameFrequency, type WordFrequency } from "@/lib/duplicates/items/name-frequency"
import { getDuplicate } from "@/lib/duplicates/items/queries"
import { readSplitTouches, type SplitTouch } from "@/lib/duplicates/split/split-question"

export type ReviewSide = {
  leadId: string
  fields: Provenance
  /** The name in Latin letters, when it is written in another script. */
  nameLatin: string | null
  /** Rows per child table: what would move. */
  counts: Record<string, number>
  touches: LeadTouchpoint[]
  hasMoreTouches: boolean
}

export type ReviewDetail = {
  claim: Claim
  item: DuplicateView
  sides: ReviewSide[]
  /** The default survivor. */
  survivorId: string | null
  /** The survivorship over all values of both leads. */
  surviving: Provenance
  frequency: WordFrequency[]
  /** Open items in the same cluster, itself included. */
  cluster: {
    items: { id: string; reason: string; leadIds: string[] }[]
    leads: { id: string; name: string | null; phone: string | null; email: string | null }[]
  }
  /** For a split: all touchpoints, with those that would leave. */
  splitTouches: SplitTouch[]
  people: Record<string, string>
}

const TOUCHES = 8
const CLUSTER_MAX = 12

/** Opens an item for a reviewer: claims it, and reads everything needed to decide. */
export async function openItem(ctx: Ctx, { itemId }: { itemId: string }): Promise<ReviewDetail> {
  requirePermission(ctx, "duplicates.review")
  const claim = await claimItem(ctx, { itemId })
  const item = await getDuplicate(ctx, { id: itemId })
  const leadIds = item.leads.map(({ id }) => id)
  const [rows, observations, counts, touches, frequency, cluster, people, splitTouches] = await Promise.all([
    ctx.db.select().from(leads).where(inArray(leads.id, leadIds)),
    observationsOf(ctx.db, leadIds),
    countChildren(ctx.db, leadIds),
    Promise.all(leadIds.map((leadId) => listTouchpoints(ctx, { leadId, limit: TOUCHES }))),
    nameFrequency(ctx.db, [...item.leads.map(({ name }) => name), ...namesInEvidence(item)]),
    clusterOf(ctx, itemId, leadIds),
    ctx.db.select({ id: users.id, name: users.name }).from(users),
    touchesToSplit(ctx, item),
  ])
  const sides = leadIds.map((leadId, at): ReviewSide => {
    const lead = rows.find(({ id }) => id === leadId)
    return {
      leadId,
      fields: lead?.provenance ?? {},
      nameLatin: inLatin(lead?.name ?? null),
      counts: counts.get(leadId) ?? {},
      touches: touches[at]?.data ?? [],
      hasMoreTouches: touches[at]?.hasMore ?? false,
    }
  })
  return {
    claim,
    item,
    sides,
    survivorId: survivorOf(item, sides),
    surviving: survivingFields(observations),
    frequency,
    cluster,
    splitTouches,
    people: Object.fromEntries(people.map(({ id, name }) => [id, name])),
  }
}

export const survivorOf = (item: DuplicateView, sides: readonly Pick<ReviewSide, "leadId" | "counts">[]): string | null =>
  preferredSurvivor(
    item.leads.map(({ id, kind, stage, owner, firstTouchAt }) => ({
      id,
      kind,
      stageId: stage,
      ownerId: owner?.id ?? null,
      firstTouchAt,
      touches: sides.find(({ leadId }) => leadId === id)?.counts["touchpoints"] ?? 0,
    })),
  )?.id ?? null

/** The contradicting name of a split is on no lead yet. */
const namesInEvidence = ({ kind, evidence }: DuplicateView): (string | null)[] =>
  kind === "split" ? evidence.filter(({ feature }) => feature === "name").map(({ right }) => right) : []

function inLatin(name: string | null): string | null {
  const { tokens } = readName(name)
  if (tokens.every(({ script }) => script === "latin")) return null
  return tokens.map(({ text }) => text.slice(0, 1).toUpperCase() + text.slice(1)).join(" ")
}

async function touchesToSplit(ctx: Ctx, item: DuplicateView): Promise<SplitTouch[]> {
  const [lead] = item.leads
  if (item.kind !== "split" || !lead) return []
  const [row] = await ctx.db.select().from(duplicateItems).where(eq(duplicateItems.id, item.id))
  const [leadRow] = await ctx.db.select().from(leads).where(eq(leads.id, lead.id))
  return row && leadRow ? await readSplitTouches(ctx.db, row, leadRow) : []
}

/** The cluster: from the item's leads over open pairs to their leads, until nothing is new or the limit is reached. */
async function clusterOf(ctx: Ctx, itemId: string, leadIds: readonly string[]): Promise<ReviewDetail["cluster"]> {
  const known = new Set(leadIds)
  const items = new Map<string, ReviewDetail["cluster"]["items"][number]>()
  for (let size = 0; size !== known.size && known.size < CLUSTER_MAX;) {
    size = known.size
    const ids = [...known]
    const found = await ctx.db
      .select({ id: duplicateItems.id, reason: duplicateItems.reason, leadA: duplicateItems.leadA, leadB: duplicateItems.leadB })
      .from(duplicateItems)
      .where(
        and(or(isOpenItem(), eq(duplicateItems.id, itemId)), or(inArray(duplicateItems.leadA, ids), inArray(duplicateItems.leadB, ids))),
      )
      .orderBy(duplicateItems.id)
      .limit(CLUSTER_MAX * 2)
    for (const { id, reason, leadA, leadB } of found) {
      items.set(id, { id, reason, leadIds: [...new Set([leadA, leadB])] })
      known.add(leadA).add(leadB)
    }
  }
  const rows = await ctx.db
    .select({ id: leads.id, name: leads.name, phones: leads.phones, emails: leads.emails })
    .from(leads)
    .where(inArray(leads.id, [...known]))
  return {
    items: [...items.values()],
    leads: rows.map(({ id, name, phones, emails }) => ({ id, name, phone: phones[0] ?? null, email: emails[0] ?? null })),
  }
}

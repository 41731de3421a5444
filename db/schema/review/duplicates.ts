import { sql } from "drizzle-orm"
import { doublePrecision, index, jsonb, pgTable, real, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { DUPLICATE_REASONS } from "@/lib/core/matching/flag-reasons"
import { DUPLICATE_STATUSES, REVIEW_DECISIONS } from "@/lib/core/review/review-states"
import { createdAt, instant, primaryId } from "../columns"
import { leads } from "../leads"
import { users } from "../team"

/** An identity as it was before somebody declared its value shared. */
export type StrengthBefore = { id: string; strength: "personal" | "shared" | "weak" }

/** One line of the waterfall: what was compared, and how many bits it speaks for (+) or against (−) one person. */
export type EvidencePart = { feature: string; level?: string; left: string | null; right: string | null; bits: number }

/**
 * What a person has to look at. `pair`: two leads that may be one. `split`: one lead whose identity was used under
 * another name, so it may be two; `lead_b` is then the same lead.
 */
export const duplicateItems = pgTable(
  "duplicate_items",
  {
    id: primaryId(),
    kind: text("kind", { enum: ["pair", "split"] }).notNull(),
    status: text("status", { enum: DUPLICATE_STATUSES }).notNull().default("pending"),
    leadA: uuid("lead_a")
      .notNull()
      .references(() => leads.id),
    leadB: uuid("lead_b")
      .notNull()
      .references(() => leads.id),
    /** The smaller and the larger id, so that a pair is one item whichever came first. */
    pairKey: text("pair_key").notNull(),
    reason: text("reason", { enum: DUPLICATE_REASONS }).notNull(),
    probability: real("probability").notNull(),
    bits: real("bits").notNull(),
    evidence: jsonb("evidence").$type<EvidencePart[]>().notNull(),
    modelVersion: text("model_version").notNull(),
    /** The touch that raised the question, and the identity it is about (split, bridge). */
    touchpointId: uuid("touchpoint_id"),
    identityKind: text("identity_kind"),
    identityValue: text("identity_value"),
    createdAt: createdAt(),
    decidedAt: instant("decided_at"),
    decidedBy: uuid("decided_by").references(() => users.id),
    decision: text("decision", { enum: REVIEW_DECISIONS }),
    /** What `shared` changed, so that it can be taken back. */
    strengthsBefore: jsonb("strengths_before").$type<StrengthBefore[]>(),
    /** Place in the queue, larger first: see lib/matching/rank-items.ts. */
    rank: doublePrecision("rank").notNull().default(0),
    /** Put aside: until then it stands behind every other question. */
    snoozedUntil: instant("snoozed_until"),
    /** Open before this reviewer's eyes, and so before nobody else's, until the claim runs out. */
    claimedBy: uuid("claimed_by").references(() => users.id),
    claimedUntil: instant("claimed_until"),
  },
  (t) => [
    uniqueIndex("duplicate_items_pair").on(t.pairKey),
    index("duplicate_items_queue").on(t.status, t.rank, t.id),
    index("duplicate_items_ranked")
      .on(t.rank, t.id)
      .where(sql`status in ('pending', 'later')`),
    index("duplicate_items_decided")
      .on(t.decidedAt, t.id)
      .where(sql`decided_at is not null`),
    index("duplicate_items_claimed")
      .on(t.claimedBy)
      .where(sql`claimed_by is not null`),
    index("duplicate_items_touch")
      .on(t.touchpointId)
      .where(sql`touchpoint_id is not null`),
    index("duplicate_items_a").on(t.leadA),
    index("duplicate_items_b").on(t.leadB),
    index("duplicate_items_open")
      .on(t.createdAt)
      .where(sql`status = 'pending'`),
  ],
)

/** What a merge did, precisely enough to undo it: which rows moved, which were dropped, and both leads as they were. */
export type MergeSnapshot = {
  /** Table → ids of the rows that moved from the merged lead to its survivor. */
  moved: Record<string, string[]>
  /** Identities of the merged lead that the survivor already had, whole, since one lead holds a value once. */
  droppedIdentities: Record<string, unknown>[]
  /** Checklist ticks of the merged lead that the survivor had too, whole. */
  droppedTicks?: Record<string, unknown>[]
  survivor: PipelineState
  merged: PipelineState
  /** Field values that the reviewer chose from the merged lead. */
  chosenValueIds: string[]
  /** Identities that the reviewer put first, and those that were first before. */
  preference?: { chosen: string[]; unset: string[] }
  /** Other items that named the merged lead, as they were and as the merge left them. Absent in older merges. */
  items?: ItemMove[]
}

/** What a merge or a split did to an item that asks about one of its leads. */
export type ItemMove = {
  id: string
  before: { leadA: string; leadB: string; pairKey: string; status: string }
  after: { leadA: string; leadB: string; pairKey: string; status: string }
}

export type PipelineState = {
  kind: string
  stageId: string
  stageEnteredAt: string
  run: number
  lostReason: string | null
  lostNote?: string | null
  ownerId: string | null
  ownerSince: string | null
}

export const merges = pgTable(
  "merges",
  {
    id: primaryId(),
    survivorId: uuid("survivor_id")
      .notNull()
      .references(() => leads.id),
    mergedId: uuid("merged_id")
      .notNull()
      .references(() => leads.id),
    itemId: uuid("item_id").references(() => duplicateItems.id),
    at: instant("at").notNull(),
    userId: uuid("user_id").references(() => users.id),
    snapshot: jsonb("snapshot").$type<MergeSnapshot>().notNull(),
    undoneAt: instant("undone_at"),
    undoneBy: uuid("undone_by").references(() => users.id),
  },
  (t) => [
    index("merges_survivor").on(t.survivorId),
    index("merges_merged").on(t.mergedId),
    index("merges_when").on(t.at),
    index("merges_item").on(t.itemId),
  ],
)

import { sql } from "drizzle-orm"
import { index, jsonb, pgTable, real, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { createdAt, instant, primaryId } from "./columns"
import { leads } from "./leads"
import { users } from "./team"

export const DUPLICATE_STATUSES = ["pending", "merged", "distinct", "later", "split"] as const

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
    reason: text("reason").notNull(),
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
  },
  (t) => [
    uniqueIndex("duplicate_items_pair").on(t.pairKey),
    index("duplicate_items_queue").on(t.status, t.probability.desc().nullsFirst(), t.id),
    index("duplicate_items_a").on(t.leadA),
    index("duplicate_items_b").on(t.leadB),
    index("duplicate_items_open")
      .on(t.createdAt)
      .where(sql`status = 'pending'`),
  ],
)

import { sql } from "drizzle-orm"
import { bigint, boolean, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import type { HookEventType, HookFacts } from "@/lib/core/hooks/hook-events"
import { instant, primaryId } from "./columns"

/** Where others want to hear of leads: outgoing webhooks. */
export const hookEndpoints = pgTable("hook_endpoints", {
  id: primaryId(),
  url: text("url").notNull(),
  events: text("events").array().$type<HookEventType[]>().notNull(),
  /** Sealed with CREDENTIALS_KEY. */
  secret: text("secret").notNull(),
  isActive: boolean("is_active").notNull().default(true),
  /** Why nothing is sent; null while it is active. */
  disabledBecause: text("disabled_because", { enum: ["person", "failing", "gone"] }),
  /** Since when no delivery has arrived; null once one did. */
  failingSince: instant("failing_since"),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull(),
})

export const HOOK_DELIVERY_STATES = ["pending", "leased", "done", "dead"] as const

/**
 * The outbox of outgoing webhooks: one row for each event and endpoint, written in the transaction of the change. It holds ids
 * and codes only; what the lead is like is read as it is sent.
 */
export const hookDeliveries = pgTable(
  "hook_deliveries",
  {
    id: primaryId(),
    /** The order in which events happened. */
    seq: bigint("seq", { mode: "number" }).generatedAlwaysAsIdentity(),
    endpointId: uuid("endpoint_id")
      .notNull()
      .references(() => hookEndpoints.id, { onDelete: "cascade" }),
    type: text("type").$type<HookEventType>().notNull(),
    leadId: uuid("lead_id").notNull(),
    facts: jsonb("facts").$type<HookFacts>().notNull(),
    state: text("state", { enum: HOOK_DELIVERY_STATES }).notNull().default("pending"),
    attempts: integer("attempts").notNull().default(0),
    notBefore: instant("not_before").notNull(),
    /** Three days after the first failure; null before one. */
    giveUpAt: instant("give_up_at"),
    leaseToken: uuid("lease_token"),
    leaseUntil: instant("lease_until"),
    /** What the endpoint answered last; null without an answer. */
    status: integer("status"),
    error: text("error"),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("hook_deliveries_waiting")
      .on(t.endpointId, t.leadId, t.seq)
      .where(sql`${t.state} in ('pending', 'leased')`),
    index("hook_deliveries_list").on(t.endpointId, t.seq),
    index("hook_deliveries_finished").on(t.finishedAt),
  ],
)

import { bigint, boolean, doublePrecision, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import type { RoutingStep } from "@/lib/core/routing/route-lead"
import type { RoutingConfig } from "@/lib/core/routing/routing-config"
import type { WorkingHours } from "@/lib/core/routing/working-hours"
import { TARGET_KINDS } from "@/lib/core/response/targets"
import { instant, primaryId } from "./columns"
import { leads } from "./leads"
import { users } from "./team"

/** How much of the stream somebody takes. Whoever has no row takes an equal share without a cap. */
export const agents = pgTable("agents", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => users.id),
  takesLeads: boolean("takes_leads").notNull().default(true),
  weight: integer("weight").notNull().default(1),
  openMax: integer("open_max"),
  newPerDayMax: integer("new_per_day_max"),
  /** Null means the hours of the team. */
  hours: jsonb("hours").$type<WorkingHours>(),
})

/** Out of office, from the first instant to before the last. */
export const absences = pgTable(
  "absences",
  {
    id: primaryId(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at").notNull(),
    deputyId: uuid("deputy_id").references(() => users.id),
    note: text("note"),
  },
  (t) => [index("absences_user").on(t.userId, t.toAt)],
)

/** Every rule book that was ever in force; the highest version is. */
export const routingVersions = pgTable("routing_versions", {
  version: integer("version").primaryKey(),
  at: instant("at").notNull(),
  byUserId: uuid("by_user_id").references(() => users.id),
  note: text("note"),
  config: jsonb("config").$type<RoutingConfig>().notNull(),
})

/** Whose turn it is; written under the routing lock alone. */
export const routingTurns = pgTable("routing_turns", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => users.id),
  place: doublePrecision("place").notNull(),
  seq: bigint("seq", { mode: "number" }).notNull(),
})

export const ROUTING_OUTCOMES = ["assigned", "kept", "moved", "waiting", "held", "noticed"] as const

/** Append-only: why a lead went to whom, or to nobody. */
export const routingReceipts = pgTable(
  "routing_receipts",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    at: instant("at").notNull(),
    ownerId: uuid("owner_id").references(() => users.id),
    outcome: text("outcome", { enum: ROUTING_OUTCOMES }).notNull(),
    /** What made it be asked: new, retry, high, handover, sla. */
    cause: text("cause").notNull(),
    /** Which run of the lead it was. */
    run: integer("run").notNull(),
    rule: text("rule"),
    reason: text("reason").notNull(),
    version: integer("version").notNull(),
    steps: jsonb("steps").$type<RoutingStep[]>().notNull(),
  },
  (t) => [index("routing_receipts_lead").on(t.leadId, t.at)],
)

/** A promise that was not kept: one row a lead, run and kind. */
export const slaBreaches = pgTable(
  "sla_breaches",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    kind: text("kind", { enum: TARGET_KINDS }).notNull(),
    run: integer("run").notNull(),
    dueAt: instant("due_at").notNull(),
    at: instant("at").notNull(),
    /** Who had the lead then. */
    ownerId: uuid("owner_id").references(() => users.id),
    /** The manager who is told, or the colleague who got the lead instead. */
    escalatedTo: uuid("escalated_to").references(() => users.id),
  },
  (t) => [index("sla_breaches_lead").on(t.leadId, t.kind), index("sla_breaches_when").on(t.at)],
)

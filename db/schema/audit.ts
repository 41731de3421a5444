import { bigint, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { instant } from "./columns"

/** Append-only (a trigger refuses update and delete): who changed what, from where, with the values before and after. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant("at").notNull(),
    actorKind: text("actor_kind", { enum: ["user", "api_key", "system"] }).notNull(),
    actorId: text("actor_id"),
    /** `entity.verb`, e.g. `lead.edited`, `event.replayed`. */
    action: text("action").notNull(),
    leadId: uuid("lead_id"),
    subject: text("subject"),
    change: jsonb("change").$type<Record<string, unknown>>().notNull(),
  },
  (t) => [index("audit_log_lead").on(t.leadId, t.at), index("audit_log_when").on(t.at)],
)

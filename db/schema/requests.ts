import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core"
import { instant } from "./columns"

/** Counters of rate-limiter-flexible, shared by all processes. Unlogged: after a crash every limit starts again. */
export const rateLimits = pgTable("rate_limits", {
  key: text("key").primaryKey(),
  points: integer("points").notNull().default(0),
  /** Milliseconds since the epoch. */
  expire: bigint("expire", { mode: "number" }),
})

/** What a creating request was answered, by the key its sender gave it: a repeat gets the same answer and does nothing. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    /** Who sent it: `user:<id>` or `api_key:<id>`. */
    owner: text("owner").notNull(),
    key: text("key").notNull(),
    /** Digest of what was asked; the same key for something else is refused. */
    fingerprint: text("fingerprint").notNull(),
    /** Null while the first request is being worked on. */
    answer: jsonb("answer").$type<{ status: number; body: unknown }>(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.owner, t.key] }), index("idempotency_keys_age").on(t.createdAt)],
)

import { sql } from "drizzle-orm"
import { boolean, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { ROLES } from "@/lib/core/lead-states"
import { createdAt, instant, primaryId } from "./columns"

export const users = pgTable(
  "users",
  {
    id: primaryId(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    role: text("role", { enum: ROLES }).notNull(),
    /** argon2id in PHC form; null for people who only sign in with Google or Microsoft. */
    passwordHash: text("password_hash"),
    active: boolean("active").notNull().default(true),
    languages: text("languages").array().notNull().default(["en"]),
    lastSignInAt: instant("last_sign_in_at"),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("users_email").on(sql`lower(${t.email})`)],
)

/** One sign-in of one browser. The cookie holds the id, and every request looks here whether the session still holds. */
export const userSessions = pgTable(
  "user_sessions",
  {
    id: primaryId(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
    lastSeenAt: instant("last_seen_at").notNull(),
    /** The User-Agent of the sign-in. */
    browser: text("browser"),
    address: text("address"),
  },
  (t) => [index("user_sessions_user").on(t.userId), index("user_sessions_seen").on(t.lastSeenAt)],
)

/** A key is shown once and kept as a SHA-256 digest: it has 256 bits of its own, so a slow hash buys nothing. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: primaryId(),
    name: text("name").notNull(),
    prefix: text("prefix").notNull(),
    digest: text("digest").notNull().unique(),
    scopes: text("scopes").array().notNull(),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: createdAt(),
    lastUsedAt: instant("last_used_at"),
    expiresAt: instant("expires_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [index("api_keys_created").on(t.createdAt)],
)

/** Switches and numbers that an admin may change while the product runs. One row a setting. */
export const settings = pgTable("settings", {
  key: text("key").primaryKey(),
  value: jsonb("value").notNull(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
  updatedBy: uuid("updated_by").references(() => users.id),
})

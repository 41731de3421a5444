import { customType, timestamp, uuid } from "drizzle-orm/pg-core"

/**
 * Indexes for "newest first" are ascending: PostgreSQL reads them backwards for `ORDER BY x DESC`, and rows that come in
 * order of time go in at the end. A column marked `.desc()` would become NULLS LAST, which no such query can use.
 */

/** Primary key minted by the app (UUID v7), so rows made on different machines never collide and sort by birth. */
export const primaryId = () => uuid("id").primaryKey()

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" })

export const createdAt = () => instant("created_at").notNull().defaultNow()

/** Raw bytes, exactly as they came. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" })

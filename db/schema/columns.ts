import { customType, timestamp, uuid } from "drizzle-orm/pg-core"

/** Primary key minted by the app (UUID v7), so rows made on different machines never collide and sort by birth. */
export const primaryId = () => uuid("id").primaryKey()

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" })

export const createdAt = () => instant("created_at").notNull().defaultNow()

/** Raw bytes, exactly as they came. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" })

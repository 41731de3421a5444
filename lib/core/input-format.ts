import { z } from "zod"

/** Which of day and month comes first in 03/04/2026. */
export const DATE_ORDERS = ["dmy", "mdy"] as const
export type DateOrder = (typeof DATE_ORDERS)[number]

const DECIMAL_MARKS = ["point", "comma"] as const
export type DecimalMark = (typeof DECIMAL_MARKS)[number]

/**
 * How the team's senders write ambiguous values. It decides only where a value is ambiguous: 25/03/2026 and 1.250,50
 * can each be read in one way.
 */
export const InputFormat = z.object({
  dateOrder: z.enum(DATE_ORDERS).default("dmy"),
  decimalMark: z.enum(DECIMAL_MARKS).default("point"),
})
export type InputFormat = z.infer<typeof InputFormat>

/** How dates and amounts are read: the team's habits, and the zone of a time without one. */
export type ReadingFormat = InputFormat & { timeZone: string }

/** The format of a new installation. */
export const DEFAULT_FORMAT: ReadingFormat = { dateOrder: "dmy", decimalMark: "point", timeZone: "Asia/Dubai" }

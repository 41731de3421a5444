import { z } from "zod"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS } from "@/lib/core/lead-states"
import { addressOf } from "./address"

/**
 * The next step of a lead: whether its next task is overdue, due today, planned for later, or missing, which is how
 * leads are forgotten. Days are the team's. A snoozed task counts from its snooze time.
 */
const ACTIVITIES = ["overdue", "today", "planned", "none"] as const
export type Activity = (typeof ACTIVITIES)[number]

/** The filters of the board; all of them are in the address. */
export const BoardFilter = z.object({
  owner: z.union([z.uuid(), z.literal("me"), z.literal("none")]).optional(),
  channel: z.enum(CHANNELS).optional(),
  band: z.enum(BANDS).optional(),
  q: z.string().trim().max(200).optional(),
  /** Only leads that have been in their stage for longer than it allows. */
  stale: z.literal("1").optional(),
  activity: z.enum(ACTIVITIES).optional(),
  /** One lane per owner. */
  lanes: z.literal("owner").optional(),
})
export type BoardFilter = z.infer<typeof BoardFilter>

/** `view`: the saved view that is open, or `all`. */
export const boardAddress = addressOf("/board", { ...BoardFilter.shape, view: z.string().max(40) })

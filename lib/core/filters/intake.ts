import { z } from "zod"
import { AtCursorText } from "@/lib/core/at-cursor"
import { CHANNELS } from "@/lib/core/channels"
import { EVENT_STATES } from "@/lib/core/event-states"
import { addressOf, listOf } from "./address"
import { AskedDay } from "./reports"

/** The filters of the intake log, with where its page begins. */
export const EventFilter = z.object({
  state: z.enum(EVENT_STATES).optional(),
  channel: listOf(z.enum(CHANNELS)),
  from: AskedDay.optional().describe("First day on which it was received, in the time zone of the reports"),
  to: AskedDay.optional().describe("Last day, included"),
  cursor: AtCursorText.optional(),
})
export type EventFilter = z.output<typeof EventFilter>

export const intakeAddress = addressOf("/intake", EventFilter.shape)

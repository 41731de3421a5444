import { z } from "zod"
import { BANDS, STAGE_IDS } from "@/lib/core/lead-states"
import { REASON_KINDS } from "@/lib/core/queue/order"

const Instant = z.iso.datetime()

const ReasonView = z.object({
  kind: z.enum(REASON_KINDS),
  at: Instant,
  isLate: z.boolean(),
  taskId: z.uuid().nullable(),
  title: z.string().nullable(),
})

/** A row of the queue: why, the last message, and how to reach the person. */
export const QueueRow = z.object({
  leadId: z.uuid(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  stage: z.enum(STAGE_IDS),
  kind: z.string(),
  owner: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  score: z.number(),
  band: z.enum(BANDS),
  vehicle: z.string().nullable(),
  last: z.object({ at: Instant, text: z.string().nullable(), channel: z.string(), kind: z.string() }).nullable(),
  attempts: z.number().int().describe("Contacts of ours so far"),
  /** The task that "done" closes: the one of the first reason, otherwise the soonest. */
  taskId: z.uuid().nullable(),
  mayChange: z.boolean(),
  reasons: z.array(ReasonView).min(1),
})
export type QueueRow = z.infer<typeof QueueRow>
export type QueueReasonView = z.infer<typeof ReasonView>

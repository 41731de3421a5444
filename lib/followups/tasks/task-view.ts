import { z } from "zod"
import { TASK_KINDS, TASK_OUTCOMES, TASK_STATUSES } from "@/lib/core/followups/task-states"

const Instant = z.iso.datetime({ offset: true })

/** A task as REST and the screens show it. Names are public and stable. */
export const TaskView = z
  .object({
    id: z.uuid(),
    leadId: z.uuid(),
    kind: z.enum(TASK_KINDS),
    title: z.string(),
    note: z.string().nullable(),
    state: z.enum(TASK_STATUSES),
    outcome: z.enum(TASK_OUTCOMES).nullable(),
    dueAt: Instant,
    snoozedUntil: Instant.nullable(),
    assignee: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    isPlanned: z.boolean().describe("Planned by Onelead from the cadence of the stage"),
    isEscalated: z.boolean(),
    createdAt: Instant,
    closedAt: Instant.nullable(),
    cancelledBecause: z.string().nullable(),
  })
  .meta({ id: "Task" })
export type TaskView = z.infer<typeof TaskView>

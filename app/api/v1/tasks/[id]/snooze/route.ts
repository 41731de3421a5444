import { SnoozeTask, snoozeTask } from "@/lib/followups/tasks/snooze-task"
import { apiRoute, jsonBody } from "@/lib/web/route"

const Body = SnoozeTask.omit({ taskId: true })

export const POST = apiRoute<{ id: string }>(async ({ ctx, request, params }) =>
  Response.json(await snoozeTask(ctx, SnoozeTask.parse({ ...(await jsonBody(request, Body)), taskId: params.id }))),
)

import { CompleteTask, completeTask } from "@/lib/followups/tasks/complete-task"
import { apiRoute, jsonBody } from "@/lib/web/route"

const Body = CompleteTask.omit({ taskId: true })

/** Without a body the task is simply done. */
export const POST = apiRoute<{ id: string }>(async ({ ctx, request, params }) => {
  const body = request.headers.get("content-type") === null ? Body.parse({}) : await jsonBody(request, Body)
  return Response.json(await completeTask(ctx, CompleteTask.parse({ ...body, taskId: params.id })))
})

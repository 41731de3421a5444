import { CreateTask, createTask } from "@/lib/followups/tasks/create-task"
import { ListTasks, listTasks } from "@/lib/followups/tasks/queries"
import { apiRoute, jsonBody, queryOf } from "@/lib/web/route"

export const GET = apiRoute(async ({ ctx, request }) => Response.json(await listTasks(ctx, ListTasks.parse(queryOf(request)))))

export const POST = apiRoute(async ({ ctx, request }) =>
  Response.json(await createTask(ctx, await jsonBody(request, CreateTask)), { status: 201 }),
)

import { z } from "zod"
import type { ZodOpenApiPathsObject } from "zod-openapi"
import { CompleteTask } from "@/lib/followups/tasks/complete-task"
import { CreateTask } from "@/lib/followups/tasks/create-task"
import { ListTasks } from "@/lib/followups/tasks/queries"
import { SnoozeTask } from "@/lib/followups/tasks/snooze-task"
import { TaskView } from "@/lib/followups/tasks/task-view"

type Answer = (schema: z.ZodType, description: string) => { description: string; content: { "application/json": { schema: z.ZodType } } }
type Parts = { json: Answer; problem: (description: string) => ReturnType<Answer> }

const TaskId = z.object({ id: z.uuid() })
const Next = z.object({ id: z.uuid(), title: z.string(), at: z.iso.datetime() }).nullable()
const Proposal = z.object({ at: z.iso.datetime() }).nullable()

/** The tasks' part of the API. */
export const taskPaths = ({ json, problem }: Parts): ZodOpenApiPathsObject => ({
  "/api/v1/tasks": {
    get: {
      operationId: "listTasks",
      summary: "Tasks, soonest first",
      tags: ["Tasks"],
      requestParams: { query: ListTasks },
      responses: {
        "200": json(z.object({ data: z.array(TaskView), nextCursor: z.string().nullable() }), "A page"),
        "401": problem("The API key is missing or not valid"),
        "422": problem("A parameter is not right"),
      },
    },
    post: {
      operationId: "createTask",
      summary: "Plan something on a lead",
      tags: ["Tasks"],
      requestBody: { content: { "application/json": { schema: CreateTask } }, required: true },
      responses: {
        "201": json(TaskView, "The task"),
        "401": problem("The API key is missing or not valid"),
        "404": problem("No such lead"),
        "409": problem("The lead is booked or lost"),
        "422": problem("A field is not right"),
      },
    },
  },
  "/api/v1/tasks/{id}/complete": {
    post: {
      operationId: "completeTask",
      summary: "Close a task with what came of it",
      description: "A call, a WhatsApp or an email is recorded as a contact of ours: it stands in the history and counts as an attempt.",
      tags: ["Tasks"],
      requestParams: { path: TaskId },
      requestBody: { content: { "application/json": { schema: CompleteTask.omit({ taskId: true }) } } },
      responses: {
        "200": json(z.object({ task: TaskView, next: Next, proposal: Proposal }), "Closed; what comes next, or when to try again"),
        "401": problem("The API key is missing or not valid"),
        "404": problem("No such task"),
        "409": problem("Closed already"),
      },
    },
  },
  "/api/v1/tasks/{id}/snooze": {
    post: {
      operationId: "snoozeTask",
      summary: "Put a task off",
      tags: ["Tasks"],
      requestParams: { path: TaskId },
      requestBody: { content: { "application/json": { schema: SnoozeTask.omit({ taskId: true }) } }, required: true },
      responses: {
        "200": json(TaskView, "The task"),
        "401": problem("The API key is missing or not valid"),
        "404": problem("No such task"),
        "409": problem("Closed already"),
        "422": problem("The moment is past"),
      },
    },
  },
})

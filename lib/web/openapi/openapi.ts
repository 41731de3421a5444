import { z } from "zod"
import { createDocument, type ZodOpenApiPathsObject } from "zod-openapi"
import { WEBHOOK_CHANNELS } from "@/lib/core/channels"
import { ManualLead } from "@/lib/intake/doors/accept-manual"
import { EventView } from "@/lib/intake/deliveries/queries"
import { BODY_MAX_TEXT } from "@/lib/intake/doors/read-body"
import { FindContext, LeadContext } from "@/lib/leads/find-context"
import { LeadSummary } from "@/lib/leads/lead-views"
import { ListLeads } from "@/lib/leads/list-leads"
import { PatchLead } from "@/lib/leads/edit/patch-lead"
import { MoveStage } from "@/lib/pipeline/moves/move-stage"
import { LeadResource } from "@/lib/web/lead-resource"
import { DUPLICATE_PATHS } from "./openapi-duplicates"
import { json, operation, problem } from "./openapi-parts"
import { HOOK_PATHS, HOOK_WEBHOOKS } from "./openapi-hooks"
import { taskPaths } from "./openapi-tasks"
import { reportPaths } from "./openapi-reports"

/** The API described from the schemas that the routes parse and answer with, so the two cannot drift apart. */
const ReceiptView = z
  .object({
    id: z.uuid().describe("The receipt; ask GET /events/{receipt} what became of it"),
    duplicate: z.boolean().describe("A repeat: this is the first delivery's receipt"),
  })
  .meta({ id: "Receipt" })

const LeadId = z.object({ id: z.uuid().describe("A merged id answers with its survivor") })

const PATHS: ZodOpenApiPathsObject = {
  "/api/v1/leads": {
    get: operation({
      operationId: "listLeads",
      summary: "List and search leads",
      tags: ["Leads"],
      requestParams: { query: ListLeads },
      responses: {
        "200": json(z.object({ data: z.array(LeadSummary), nextCursor: z.string().nullable() }), "A page, latest activity first"),
        "422": problem("A parameter is not right"),
      },
    }),
    post: operation({
      operationId: "createLead",
      summary: "Bring a lead in by hand",
      description: "Through the same intake as every webhook: known people are recognised, nothing is refused as a duplicate.",
      tags: ["Leads"],
      requestBody: { content: { "application/json": { schema: ManualLead } }, required: true },
      responses: {
        "202": json(ReceiptView, "Stored; the lead appears a moment later"),
        "422": problem("None of name, phone, email, message, or a wrong field"),
      },
    }),
  },
  "/api/v1/leads/{id}": {
    get: operation({
      operationId: "getLead",
      summary: "One lead with everything that belongs to it",
      tags: ["Leads"],
      requestParams: { path: LeadId },
      responses: { "200": json(LeadResource, "The lead"), "404": problem("No such lead") },
    }),
    patch: operation({
      operationId: "editLead",
      summary: "Edit a lead as a person would",
      tags: ["Leads"],
      requestParams: { path: LeadId },
      requestBody: { content: { "application/json": { schema: PatchLead } }, required: true },
      responses: {
        "200": json(LeadResource, "The lead as it is now"),
        "404": problem("No such lead"),
        "409": problem("Another lead has this phone or email, or a colleague changed the same field"),
        "422": problem("A field is not right"),
      },
    }),
  },
  "/api/v1/leads/{id}/stage": {
    post: operation({
      operationId: "moveLead",
      summary: "Move a lead to another stage",
      tags: ["Pipeline"],
      requestParams: { path: LeadId },
      requestBody: { content: { "application/json": { schema: MoveStage } }, required: true },
      responses: {
        "200": json(LeadResource, "The lead in its new stage"),
        "403": problem("Not allowed"),
        "409": problem("`gate`: the stage asks for the fields listed"),
        "422": problem("A field is not right"),
      },
    }),
  },
  ...taskPaths({ json, problem }),
  "/api/v1/events/{receipt}": {
    get: operation({
      operationId: "getEvent",
      summary: "What became of a delivery",
      tags: ["Events"],
      requestParams: { path: z.object({ receipt: z.uuid() }) },
      responses: { "200": json(EventView, "The event"), "404": problem("No such receipt") },
    }),
  },
  "/api/v1/context": {
    get: operation({
      operationId: "findContext",
      summary: "What a chatbot should know about a person",
      tags: ["Context"],
      requestParams: { query: z.object(FindContext.shape) },
      responses: {
        "200": json(LeadContext, "Owner, stage, open booking, last activity"),
        "404": problem("No lead has it"),
        "422": problem("Neither phone nor email"),
      },
    }),
  },
  ...DUPLICATE_PATHS,
  ...HOOK_PATHS,
  ...reportPaths({ operation, json, problem }),
  "/api/webhooks/{channel}": {
    post: {
      operationId: "receiveWebhook",
      summary: "Deliver an event of a channel",
      description: `Authenticity per channel: website, chatbot and erp by Standard Webhooks headers; crisp by X-Crisp-Signature or ?key=; botspace by ?key=; ziwo by x-api-key. A browser form posts to website with ?form=<form key>. A body is at most ${BODY_MAX_TEXT} and is stored, byte for byte, before the answer.`,
      tags: ["Webhooks"],
      security: [],
      requestParams: { path: z.object({ channel: z.enum(WEBHOOK_CHANNELS) }) },
      requestBody: {
        content: {
          "application/json": { schema: z.looseObject({}) },
          "application/x-www-form-urlencoded": { schema: z.looseObject({}) },
        },
      },
      responses: {
        "202": json(ReceiptView, "Stored"),
        "303": { description: "A form post with an allowed _redirect" },
        "401": problem("The signature or key is not valid"),
        "404": problem("No such channel, or no secret configured for it"),
        "413": problem(`The body is over ${BODY_MAX_TEXT}`),
        "429": problem("Too many form posts; see Retry-After"),
        "503": problem("It could not be stored; send it again after Retry-After"),
      },
    },
  },
}

export const openApiDocument = (baseUrl: string) =>
  createDocument({
    openapi: "3.1.0",
    info: {
      title: "Onelead",
      version: "1",
      description:
        "One lead, whatever the channel. Times are ISO 8601 in UTC; lists are paged by cursor; errors are {error: {code, message, fields?}}.",
    },
    servers: [{ url: baseUrl }],
    security: [{ apiKey: [] }],
    components: { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
    paths: PATHS,
    webhooks: HOOK_WEBHOOKS,
  })

import { z } from "zod"
import type { ZodOpenApiPathsObject } from "zod-openapi"
import { HOOK_EVENTS, HOOK_EVENT_TYPES } from "@/lib/core/hooks/hook-events"
import { DeliveryView, ListDeliveries, ReplayDeliveries } from "@/lib/hooks/deliveries"
import { CreateHook, EditHook, HookView } from "@/lib/hooks/endpoints"
import { HookPayload } from "@/lib/hooks/hook-payload"
import { ListSamples } from "@/lib/hooks/samples"
import { ItemId, json, operation, problem } from "./openapi-parts"

const tags = ["Outgoing webhooks"]
const unknown = { "404": problem("No such webhook") }
const Secret = z.object({ secret: z.string().describe("Signs every delivery; it is answered this once") })

/** The endpoints of outgoing webhooks: the REST-hook pattern of Zapier, Make and n8n. */
export const HOOK_PATHS: ZodOpenApiPathsObject = {
  "/api/v1/hooks": {
    get: operation({
      operationId: "listHooks",
      summary: "The outgoing webhooks",
      tags,
      responses: { "200": json(z.object({ data: z.array(HookView) }), "All of them, the oldest first") },
    }),
    post: operation({
      operationId: "createHook",
      summary: "Subscribe an address to events",
      tags,
      requestBody: { content: { "application/json": { schema: CreateHook } }, required: true },
      responses: {
        "201": json(HookView.extend(Secret.shape), "The webhook, with its secret"),
        "422": problem("The address or the events are not right"),
      },
    }),
  },
  "/api/v1/hooks/samples": {
    get: operation({
      operationId: "listHookSamples",
      summary: "What an event looks like",
      description: "Up to three payloads with the newest leads in them, for the set-up of a flow.",
      tags,
      requestParams: { query: ListSamples },
      responses: { "200": json(z.object({ data: z.array(HookPayload) }), "Samples"), "422": problem("No such event") },
    }),
  },
  "/api/v1/hooks/{id}": {
    get: operation({
      operationId: "getHook",
      summary: "One webhook",
      tags,
      requestParams: { path: ItemId },
      responses: { "200": json(HookView, "The webhook"), ...unknown },
    }),
    patch: operation({
      operationId: "editHook",
      summary: "Change a webhook, or switch it on or off",
      tags,
      requestParams: { path: ItemId },
      requestBody: { content: { "application/json": { schema: EditHook.omit({ id: true }) } }, required: true },
      responses: { "200": json(HookView, "The webhook as it is now"), ...unknown, "422": problem("A field is not right") },
    }),
    delete: operation({
      operationId: "deleteHook",
      summary: "Unsubscribe",
      tags,
      requestParams: { path: ItemId },
      responses: { "204": { description: "Deleted" }, ...unknown },
    }),
  },
  "/api/v1/hooks/{id}/deliveries": {
    get: operation({
      operationId: "listHookDeliveries",
      summary: "What was sent, the newest first",
      tags,
      requestParams: { path: ItemId, query: ListDeliveries.omit({ id: true }) },
      responses: { "200": json(z.object({ data: z.array(DeliveryView), nextCursor: z.string().nullable() }), "A page"), ...unknown },
    }),
  },
  "/api/v1/hooks/{id}/replay": {
    post: operation({
      operationId: "replayHookDeliveries",
      summary: "Send deliveries again",
      tags,
      requestParams: { path: ItemId },
      requestBody: { content: { "application/json": { schema: ReplayDeliveries.omit({ id: true }) } }, required: true },
      responses: {
        "200": json(z.object({ replayed: z.number().int() }), "How many"),
        "404": problem("No such webhook, or nothing to send again"),
      },
    }),
  },
  "/api/v1/hooks/{id}/test": {
    post: operation({
      operationId: "testHook",
      summary: "Send a test about nobody",
      tags,
      requestParams: { path: ItemId },
      responses: { "202": json(z.object({ deliveryId: z.uuid() }), "It is on its way"), ...unknown },
    }),
  },
  "/api/v1/hooks/{id}/rotate-secret": {
    post: operation({
      operationId: "rotateHookSecret",
      summary: "Replace the signing secret",
      tags,
      requestParams: { path: ItemId },
      responses: { "200": json(Secret, "It signs from the next try on"), ...unknown },
    }),
  },
}

const SIGNED =
  "Signed after Standard Webhooks: `webhook-id` is the same for every try, `webhook-timestamp` is in seconds, `webhook-signature` is v1,base64(HMAC-SHA256(secret, id.timestamp.body)). Answer 2xx within 15 seconds. Otherwise it is tried again for three days; later events of the same lead wait. 410 unsubscribes."

/** What Onelead posts to them. */
export const HOOK_WEBHOOKS: ZodOpenApiPathsObject = Object.fromEntries(
  HOOK_EVENT_TYPES.map((type) => [
    type,
    {
      post: {
        operationId: `on.${type}`,
        summary: HOOK_EVENTS[type],
        description: SIGNED,
        tags,
        security: [],
        requestBody: { content: { "application/json": { schema: HookPayload } } },
        responses: { "2XX": { description: "Received" }, "410": { description: "Never again" } },
      },
    },
  ]),
)

import { z } from "zod"
import type { ZodOpenApiPathsObject } from "zod-openapi"
import { MergeItem } from "@/lib/duplicates/review/decide-item"
import { DuplicateResource } from "@/lib/duplicates/items/duplicate-resource"
import { ListDuplicates } from "@/lib/duplicates/items/queries"
import { SplitLead } from "@/lib/duplicates/split/split-lead"
import { ItemId, json, operation, problem } from "./openapi-parts"

/** The reviewer's questions over REST. */
export const DUPLICATE_PATHS: ZodOpenApiPathsObject = {
  "/api/v1/duplicates": {
    get: operation({
      operationId: "listDuplicates",
      summary: "Questions that wait for a reviewer, by certainty and value of the leads",
      tags: ["Duplicates"],
      requestParams: { query: ListDuplicates },
      responses: {
        "200": json(z.object({ data: z.array(DuplicateResource), nextCursor: z.string().nullable() }), "A page"),
        "403": problem("Not a reviewer"),
      },
    }),
  },
  "/api/v1/duplicates/{id}": {
    get: operation({
      operationId: "getDuplicate",
      summary: "One question with its evidence",
      tags: ["Duplicates"],
      requestParams: { path: ItemId },
      responses: { "200": json(DuplicateResource, "The item"), "404": problem("No such item") },
    }),
  },
  "/api/v1/duplicates/{id}/merge": {
    post: operation({
      operationId: "mergeDuplicate",
      summary: "Merge the two leads of a pair",
      tags: ["Duplicates"],
      requestParams: { path: ItemId },
      requestBody: { content: { "application/json": { schema: MergeItem.omit({ itemId: true }) } }, required: true },
      responses: {
        "200": json(z.object({ mergeId: z.uuid(), leadId: z.uuid() }), "Merged; the id undoes it"),
        "404": problem("No such item"),
        "409": problem("Decided already"),
      },
    }),
  },
  "/api/v1/duplicates/{id}/distinct": {
    post: operation({
      operationId: "keepDistinct",
      summary: "Two people: never ask again",
      tags: ["Duplicates"],
      requestParams: { path: ItemId },
      responses: {
        "200": json(DuplicateResource, "The item as decided"),
        "404": problem("No such item"),
        "409": problem("Decided already"),
      },
    }),
  },
  "/api/v1/duplicates/{id}/later": {
    post: operation({
      operationId: "decideLater",
      summary: "Put the question aside",
      tags: ["Duplicates"],
      requestParams: { path: ItemId },
      responses: {
        "200": json(DuplicateResource, "The item, put aside"),
        "404": problem("No such item"),
        "409": problem("Decided already"),
      },
    }),
  },
  "/api/v1/duplicates/{id}/shared": {
    post: operation({
      operationId: "markShared",
      summary: "Several people use this phone or email: it never decides alone again",
      tags: ["Duplicates"],
      requestParams: { path: ItemId },
      responses: {
        "200": json(DuplicateResource, "The item as decided"),
        "409": problem("Decided already"),
        "422": problem("No value is in question"),
      },
    }),
  },
  "/api/v1/duplicates/{id}/split": {
    post: operation({
      operationId: "splitDuplicate",
      summary: "Split the other person off into a lead of its own",
      tags: ["Duplicates"],
      requestParams: { path: ItemId },
      requestBody: { content: { "application/json": { schema: SplitLead.omit({ itemId: true }) } }, required: true },
      responses: {
        "200": json(z.object({ splitId: z.uuid(), leadId: z.uuid(), newLeadId: z.uuid() }), "Split; the id undoes it"),
        "409": problem("Decided already"),
        "422": problem("Not a split item, or touches that are not the lead's"),
      },
    }),
  },
  "/api/v1/splits/{id}/undo": {
    post: operation({
      operationId: "undoSplit",
      summary: "Take a split back",
      tags: ["Duplicates"],
      requestParams: { path: ItemId },
      responses: {
        "200": json(z.object({ leadId: z.uuid(), closedId: z.uuid(), kept: z.array(z.string()) }), "The lead, whole again"),
        "409": problem("Undone already, or one of the two was merged since"),
      },
    }),
  },
  "/api/v1/merges/{id}/undo": {
    post: operation({
      operationId: "undoMerge",
      summary: "Take a merge apart again",
      tags: ["Duplicates"],
      requestParams: { path: ItemId },
      responses: {
        "200": json(
          z.object({ survivorId: z.uuid(), restoredId: z.uuid(), followed: z.number().int(), kept: z.array(z.string()) }),
          "The two leads, separate again",
        ),
        "404": problem("No such merge"),
        "409": problem("Undone already, or the survivor was merged itself since"),
      },
    }),
  },
}

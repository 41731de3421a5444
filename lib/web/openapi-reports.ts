import { z } from "zod"
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from "zod-openapi"
import { GroupBy } from "@/lib/reports/figures"
import { ReportQuery } from "@/lib/reports/report-query"
import { ConversionView, FunnelView, OverviewView, ResponseTimesView } from "@/lib/reports/report-views"

type Parts = {
  operation: (given: ZodOpenApiOperationObject) => ZodOpenApiOperationObject
  json: (schema: z.ZodType, description: string) => ZodOpenApiResponseObject
  problem: (description: string) => ZodOpenApiResponseObject
}

/** The reports, described from what they answer. */
export const reportPaths = ({ operation, json, problem }: Parts): ZodOpenApiPathsObject => ({
  "/api/v1/reports/{report}": {
    get: operation({
      operationId: "getReport",
      summary: "The figures of the dashboards",
      description: "Exact at the moment of asking. An agent is answered with their own numbers alone.",
      tags: ["Reports"],
      requestParams: {
        path: z.object({ report: z.enum(["overview", "funnel", "conversion", "response-times"]) }),
        query: ReportQuery.extend({ by: GroupBy.default("channel").describe("For conversion and response-times") }),
      },
      responses: {
        "200": json(z.union([OverviewView, FunnelView, ConversionView, ResponseTimesView]), "The report that was asked for"),
        "403": problem("Not allowed"),
        "404": problem("No such report"),
        "422": problem("A parameter is not right"),
      },
    }),
  },
})

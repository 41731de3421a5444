import { z } from "zod"
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from "zod-openapi"
import { GroupBy } from "@/lib/reports/figures/figures"
import { REPORT_NAMES, REPORTS } from "@/lib/reports/figures/report-list"
import { AdjustmentPage, ReportQuery } from "@/lib/core/filters/reports"

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
      description:
        "Exact at the moment of asking. An agent is answered with their own numbers alone; costs, quality and adjustments are for managers.",
      tags: ["Reports"],
      requestParams: {
        path: z.object({ report: z.enum(REPORT_NAMES) }),
        query: ReportQuery.extend({
          by: GroupBy.default("channel").describe(
            "For conversion and response-times; attribution and costs are not by agent, paths by channel or source alone",
          ),
          month: AdjustmentPage.shape.month.describe("For adjustments: the changes of one month, such as 2026-03"),
          limit: AdjustmentPage.shape.limit.describe("For adjustments: changes on a page"),
          cursor: AdjustmentPage.shape.cursor.describe("For adjustments: `nextCursor` of the page before"),
        }),
      },
      responses: {
        "200": json(z.union(REPORT_NAMES.map((name) => REPORTS[name].view)), "The report that was asked for"),
        "403": problem("Not allowed"),
        "404": problem("No such report"),
        "422": problem("A parameter is not right"),
      },
    }),
  },
})

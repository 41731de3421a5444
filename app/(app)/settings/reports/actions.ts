"use server"

import { z } from "zod"
import { changeReportRules } from "@/lib/reports/sums/change-rules"
import { readReportRules } from "@/lib/reports/postings/rules"
import { memberAction } from "@/lib/web/action"

/** The rest of the rules stays as it is; the verb says what does not fit. */
export const changeReportRulesAction = memberAction
  .metadata({ name: "reports.rules" })
  .inputSchema(z.object({ timeZone: z.string(), weekStart: z.number(), currency: z.string(), closesOnDay: z.number() }))
  .action(async ({ ctx, parsedInput }) => {
    await changeReportRules(ctx, { ...(await readReportRules(ctx.db)), ...parsedInput })
  })

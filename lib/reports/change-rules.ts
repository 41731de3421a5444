import type { Ctx } from "@/lib/context"
import { writeSetting } from "@/lib/settings/setting"
import { countAllAnew } from "./count-all-anew"
import { REPORT_RULES, type ReportRules } from "./rules"

/** Days, weeks, hours and money as the admin says; every lead is counted anew, since each of them may move. */
export const changeReportRules = async (ctx: Ctx, rules: ReportRules): Promise<ReportRules> => {
  const saved = await writeSetting(ctx, REPORT_RULES, rules)
  await countAllAnew(ctx)
  return saved
}

import type { Metadata } from "next"
import { TargetsLink } from "@/components/settings/targets-link"
import { RulesForm } from "./rules-form"
import { readReportRules } from "@/lib/reports/postings/rules"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Reports" }

export default async function ReportSettingsPage() {
  const ctx = await requirePage("settings.manage")
  const { timeZone, weekStart, currency, closesOnDay } = await readReportRules(ctx.db)
  return (
    <div className="grid gap-4">
      <h2 className="text-base font-semibold">Reports</h2>
      <RulesForm rules={{ timeZone, weekStart, currency, closesOnDay }} />
      <TargetsLink>What counts as answered in time:</TargetsLink>
    </div>
  )
}

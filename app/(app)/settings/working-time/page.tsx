import type { Metadata } from "next"
import { TargetsLink } from "@/components/settings/targets-link"
import { WorkingTimeForm } from "./working-time-form"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Working time" }

export default async function WorkingTimePage() {
  const ctx = await requirePage("settings.manage")
  const calendar = await readWorkingTime(ctx.db)
  return (
    <div className="grid max-w-3xl gap-8">
      <WorkingTimeForm calendar={calendar} timeZones={Intl.supportedValuesOf("timeZone")} />
      <TargetsLink>How soon leads are to be contacted within these hours:</TargetsLink>
    </div>
  )
}

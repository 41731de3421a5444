import type { Metadata } from "next"
import { ResponseTargetsForm } from "./response-targets-form"
import { WorkingTimeForm } from "./working-time-form"
import { readWorkingTime } from "@/lib/platform/working-time-setting"
import { readResponseTargets } from "@/lib/followups/response-targets-setting"
import { requirePage } from "@/lib/web/session"
import { saveTargetsAction } from "./actions"

export const metadata: Metadata = { title: "Working time" }

export default async function WorkingTimePage() {
  const ctx = await requirePage("settings.manage")
  const [calendar, targets] = await Promise.all([readWorkingTime(ctx.db), readResponseTargets(ctx.db)])
  return (
    <div className="grid max-w-3xl gap-8">
      <WorkingTimeForm calendar={calendar} timeZones={Intl.supportedValuesOf("timeZone")} />
      <ResponseTargetsForm targets={targets} save={saveTargetsAction} />
    </div>
  )
}

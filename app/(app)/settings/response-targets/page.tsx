import type { Metadata } from "next"
import { TargetsForm } from "./targets-form"
import { can } from "@/lib/platform/permissions"
import { readResponseTargets } from "@/lib/platform/settings/response-targets-setting"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Response targets" }

export default async function ResponseTargetsPage() {
  const ctx = await requirePage("settings.read")
  const [targets, people] = await Promise.all([readResponseTargets(ctx.db), listColleagues(ctx)])
  return (
    <TargetsForm
      key={JSON.stringify(targets)}
      targets={targets}
      managers={people.filter(({ role }) => role === "manager" || role === "admin")}
      mayEdit={can(ctx.actor, "settings.manage")}
    />
  )
}

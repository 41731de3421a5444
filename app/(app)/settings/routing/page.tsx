import type { Metadata } from "next"
import { RoutingScreen } from "./routing-screen"
import { can } from "@/lib/platform/permissions"
import { listBreaches, listRuleBooks, listWaiting, readRouting } from "@/lib/routing/queries"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Routing" }

export default async function RoutingPage() {
  const ctx = await requirePage("settings.read")
  const [{ version, config }, versions, waiting, breaches, people] = await Promise.all([
    readRouting(ctx),
    listRuleBooks(ctx),
    listWaiting(ctx),
    listBreaches(ctx),
    listColleagues(ctx),
  ])
  return (
    <RoutingScreen
      key={version}
      version={version}
      config={config}
      people={people}
      versions={versions}
      waiting={waiting}
      breaches={breaches}
      mayEdit={can(ctx.actor, "settings.manage")}
    />
  )
}

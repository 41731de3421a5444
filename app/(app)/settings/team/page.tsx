import type { Metadata } from "next"
import { TeamScreen } from "./team-screen"
import { dayOf } from "@/lib/core/days"
import { can } from "@/lib/platform/permissions"
import { listTeam } from "@/lib/team/list-team"
import { signInProviders } from "@/lib/web/auth-options"
import { requirePage } from "@/lib/web/session"
import { teamTimeZone } from "@/lib/web/translations"

export const metadata: Metadata = { title: "Team" }

export default async function TeamPage() {
  const ctx = await requirePage("settings.read")
  const members = await listTeam(ctx)
  const today = dayOf(ctx.now(), await teamTimeZone())
  return (
    <TeamScreen
      members={members}
      me={ctx.actor.id}
      today={today}
      mayEdit={can(ctx.actor, "settings.manage")}
      hasProviders={signInProviders().length > 0}
    />
  )
}

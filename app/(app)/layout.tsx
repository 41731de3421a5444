import { cookies } from "next/headers"
import type { ReactNode } from "react"
import { AppShell } from "@/app/(app)/shell/app-shell"
import type { NavItem } from "@/app/(app)/shell/nav"
import { TeamLocale } from "@/components/layout/team-locale"
import { env } from "@/lib/platform/env"
import { readBell } from "@/lib/notifications/notifications"
import { countOverdue } from "@/lib/followups/tasks/queries"
import { can } from "@/lib/platform/permissions"
import type { SignedIn } from "@/lib/team/sessions"
import { ctxOf, requireViewer } from "@/lib/web/session"
import { getTranslations, teamTimeZone } from "@/lib/web/translations"

export default async function AppLayout({ children }: { children: ReactNode }) {
  const renderedAt = new Date().toISOString()
  const [viewer, store] = await Promise.all([requireViewer(), cookies()])
  const ctx = ctxOf(viewer)
  const [bell, overdue, timeZone] = await Promise.all([readBell(ctx), countOverdue(ctx), teamTimeZone()])
  return (
    <TeamLocale timeZone={timeZone}>
      <AppShell
        nav={await navFor(viewer, overdue)}
        viewer={viewer}
        renderedAt={renderedAt}
        isDemo={env().ONELEAD_DEMO}
        isSidebarCollapsed={store.get("sidebar")?.value === "narrow"}
        bell={{ bell, me: viewer.id }}
        quickAddHref={can(ctx.actor, "lead.create") ? "/leads/new" : undefined}
      >
        {children}
      </AppShell>
    </TeamLocale>
  )
}

async function navFor(viewer: SignedIn, overdue: number): Promise<NavItem[]> {
  const t = await getTranslations("shell.nav")
  const { actor } = ctxOf(viewer)
  return [
    { href: "/queue", label: t("queue"), icon: "queue", count: overdue },
    { href: "/board", label: t("board"), icon: "board" },
    { href: "/leads", label: t("leads"), icon: "leads" },
    ...(can(actor, "duplicates.review") ? [{ href: "/duplicates", label: t("duplicates"), icon: "duplicates" as const }] : []),
    ...(can(actor, "reports.own")
      ? [{ href: "/dashboards", label: can(actor, "reports.team") ? t("dashboards") : t("ownDashboards"), icon: "dashboards" as const }]
      : []),
    ...(can(actor, "import.run") ? [{ href: "/import", label: t("import"), icon: "import" as const, isBackstage: true }] : []),
    ...(can(actor, "intake.read") ? [{ href: "/intake", label: t("intake"), icon: "intake" as const, isBackstage: true }] : []),
    ...(can(actor, "intake.quarantine") && !can(actor, "intake.read")
      ? [{ href: "/intake/quarantine", label: t("held"), icon: "intake" as const, isBackstage: true }]
      : []),
    ...(can(actor, "sync.read") ? [{ href: "/sync", label: t("sync"), icon: "sync" as const, isBackstage: true }] : []),
    ...(can(actor, "settings.read") ? [{ href: "/settings", label: t("settings"), icon: "settings" as const, isBackstage: true }] : []),
    ...(can(actor, "settings.read") ? [{ href: "/api-docs", label: t("api"), icon: "api" as const, isBackstage: true }] : []),
  ]
}

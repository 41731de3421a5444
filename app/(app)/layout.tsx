import { cookies } from "next/headers"
import type { ReactNode } from "react"
import { AppShell } from "@/components/layout/app-shell"
import type { NavItem } from "@/components/layout/nav"
import { env } from "@/lib/env"
import { can } from "@/lib/permissions"
import { ctxOf, requireViewer, type SignedIn } from "@/lib/web/session"

export default async function AppLayout({ children }: { children: ReactNode }) {
  const renderedAt = new Date().toISOString()
  const [viewer, store] = await Promise.all([requireViewer(), cookies()])
  return (
    <AppShell
      nav={navFor(viewer)}
      viewer={viewer}
      renderedAt={renderedAt}
      isDemo={env().ONELEAD_DEMO}
      isSidebarNarrow={store.get("sidebar")?.value === "narrow"}
      quickAddHref={can(ctxOf(viewer).actor, "lead.create") ? "/leads/new" : undefined}
    >
      {children}
    </AppShell>
  )
}

const navFor = (viewer: SignedIn): NavItem[] => {
  const { actor } = ctxOf(viewer)
  return [
    { href: "/board", label: "Board", icon: "board" },
    { href: "/leads", label: "Leads", icon: "leads" },
    ...(can(actor, "duplicates.review") ? [{ href: "/duplicates", label: "Duplicates", icon: "duplicates" as const }] : []),
    ...(can(actor, "intake.read") ? [{ href: "/intake", label: "Intake", icon: "intake" as const, isBackstage: true }] : []),
    ...(can(actor, "sync.read") ? [{ href: "/sync", label: "Sync", icon: "sync" as const, isBackstage: true }] : []),
    ...(can(actor, "settings.manage") ? [{ href: "/settings", label: "Settings", icon: "settings" as const, isBackstage: true }] : []),
    { href: "/api-docs", label: "API", icon: "api", isBackstage: true },
  ]
}

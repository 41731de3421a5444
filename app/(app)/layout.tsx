import type { ReactNode } from "react"
import { CommandPalette } from "@/components/layout/command-palette"
import { KeyboardHelp } from "@/components/layout/keyboard-help"
import { LiveIndicator, LiveProvider } from "@/components/layout/live"
import { Nav, type NavItem } from "@/components/layout/nav"
import { ThemeToggle } from "@/components/layout/theme-toggle"
import { UserMenu } from "@/components/layout/user-menu"
import { Banner } from "@/components/ui/states"
import { env } from "@/lib/env"
import { can } from "@/lib/permissions"
import { ctxOf, requireViewer } from "@/lib/web/session"

export default async function AppLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer()
  const items = navFor(viewer)
  return (
    <LiveProvider since={new Date().toISOString()}>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-1.5"
      >
        Skip to content
      </a>
      <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_auto_minmax(0,1fr)] md:grid-cols-[11.5rem_minmax(0,1fr)] md:grid-rows-[auto_auto_minmax(0,1fr)]">
        <div className="col-span-full">
          {env().ONELEAD_DEMO ? <Banner>Demo: an invented rental company with invented people. Nothing leaves this machine.</Banner> : null}
        </div>
        <div className="col-span-full flex h-12 min-w-0 items-center gap-2 border-b border-line bg-raised px-3 sm:gap-3 md:px-4">
          <span className="text-sm font-semibold tracking-tight md:w-[9.5rem]">
            One<span className="text-accent">lead</span>
          </span>
          <CommandPalette items={items} />
          <div className="ms-auto flex min-w-0 items-center gap-1 sm:gap-2">
            <LiveIndicator />
            <KeyboardHelp />
            <ThemeToggle />
            <UserMenu name={viewer.name} role={viewer.role} />
          </div>
        </div>
        <div className="md:overflow-y-auto md:border-e md:border-line md:bg-raised">
          <Nav items={items} />
        </div>
        <main id="content" tabIndex={-1} className="min-h-0 min-w-0 overflow-y-auto outline-none max-md:pb-14">
          {children}
        </main>
      </div>
    </LiveProvider>
  )
}

const navFor = (viewer: Parameters<typeof ctxOf>[0]): NavItem[] => {
  const { actor } = ctxOf(viewer)
  return [
    { href: "/board", label: "Board", icon: "board" },
    { href: "/leads", label: "Leads", icon: "leads" },
    ...(can(actor, "duplicates.review") ? [{ href: "/duplicates", label: "Duplicates", icon: "duplicates" }] : []),
    ...(can(actor, "intake.read") ? [{ href: "/intake", label: "Intake", icon: "intake" }] : []),
    { href: "/api-docs", label: "API", icon: "api" },
  ]
}

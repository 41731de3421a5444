import Link from "next/link"
import type { ComponentProps, ReactNode } from "react"
import { TooltipProvider } from "@/components/ui/tooltip"
import { BottomBar } from "./bottom-bar"
import { Brand, BrandMark } from "@/components/layout/brand"
import { CommandPalette } from "./command-palette"
import { DemoBanner } from "./demo-banner"
import { KeyboardHelp } from "@/components/layout/keyboard-help"
import { LiveIndicator, LiveProvider } from "@/components/layout/live"
import { Sidebar, type NavItem } from "./nav"
import { NotificationBell } from "./notification-bell"
import { ThemeToggle } from "./theme-toggle"
import { UserMenu } from "./user-menu"
import type { Role } from "@/lib/core/lead-states"
import { getTranslations } from "@/lib/web/translations"

type AppShellProps = {
  nav: readonly NavItem[]
  viewer: { name: string; email: string; role: Role }
  /** When the page was read, ISO: the live stream starts there, so nothing falls between. */
  renderedAt: string
  isDemo: boolean
  isSidebarCollapsed: boolean
  quickAddHref?: string | undefined
  bell: ComponentProps<typeof NotificationBell>
  children: ReactNode
}

/** The frame of every page: where one can go, the search, who one is, and whether the page is live. */
export async function AppShell({ nav, viewer, renderedAt, isDemo, isSidebarCollapsed, quickAddHref, bell, children }: AppShellProps) {
  const t = await getTranslations("shell")
  return (
    <LiveProvider since={renderedAt}>
      <TooltipProvider>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-1.5 focus:shadow-lg"
        >
          {t("skip")}
        </a>
        <div className="flex h-dvh flex-col">
          <header data-chrome className="shrink-0 border-b border-line bg-raised">
            {isDemo ? <DemoBanner /> : null}
            <div className="flex h-12 min-w-0 items-center gap-2 px-3 sm:gap-3 md:ps-4">
              <Link href="/" aria-label={t("home")} className="rounded-md md:w-[10.75rem]">
                <span className="max-md:hidden">
                  <Brand />
                </span>
                <span className="md:hidden">
                  <BrandMark />
                </span>
              </Link>
              <CommandPalette items={nav} quickAddHref={quickAddHref} />
              <div className="ms-auto flex min-w-0 items-center gap-1">
                <LiveIndicator />
                <NotificationBell {...bell} />
                <KeyboardHelp />
                <ThemeToggle />
                <UserMenu name={viewer.name} email={viewer.email} role={viewer.role} />
              </div>
            </div>
          </header>
          <div className="flex min-h-0 grow">
            <Sidebar items={nav} initiallyCollapsed={isSidebarCollapsed} />
            <main id="content" tabIndex={-1} className="min-h-0 min-w-0 grow overflow-y-auto outline-none max-md:pb-14">
              {children}
            </main>
          </div>
          <BottomBar items={nav} />
        </div>
      </TooltipProvider>
    </LiveProvider>
  )
}

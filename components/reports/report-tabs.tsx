"use client"

import Link from "next/link"
import { usePathname, useSearchParams } from "next/navigation"
import { useEffect } from "react"
import { cx } from "@/components/ui/class-names"
import { rememberDashboard, useLastDashboard } from "./last-dashboard"

const REPORT_TABS = [
  { href: "/dashboards", label: "Overview", isTeam: false },
  { href: "/dashboards/channels", label: "Channels", isTeam: false },
  { href: "/dashboards/agents", label: "Agents", isTeam: true },
  { href: "/dashboards/sources", label: "Sources", isTeam: false },
  { href: "/dashboards/speed", label: "Speed", isTeam: false },
  { href: "/dashboards/goals", label: "Goals", isTeam: false },
  { href: "/dashboards/spend", label: "Spend", isTeam: true },
  { href: "/dashboards/data-quality", label: "Data quality", isTeam: true },
  { href: "/dashboards/glossary", label: "Glossary", isTeam: false },
] as const

/** On a phone the tabs are wider than the screen. */
const bringIntoView = (tab: HTMLElement | null): void => tab?.scrollIntoView({ block: "nearest", inline: "center" })

/** From one dashboard to the next without losing what they are about; a list of leads is about a part of it. */
export const ReportTabs = ({ isTeam }: { isTeam: boolean }) => {
  const path = usePathname()
  const own = useSearchParams().toString()
  const last = useLastDashboard()
  const isDashboard = REPORT_TABS.some(({ href }) => href === path)
  useEffect(() => {
    if (isDashboard) rememberDashboard(own ? `${path}?${own}` : path)
  }, [isDashboard, path, own])
  const params = new URLSearchParams(isDashboard || last === null ? own : last.split("?")[1])
  for (const key of ["cursor", "metric"]) params.delete(key)
  const query = params.size > 0 ? `?${params}` : ""
  return (
    <nav aria-label="Dashboards" className="shrink-0 overflow-x-auto border-b border-line px-3">
      <ul className="flex gap-1">
        {REPORT_TABS.filter((tab) => isTeam || !tab.isTeam).map(({ href, label }) => (
          <li key={href}>
            <Link
              ref={path === href ? bringIntoView : undefined}
              href={`${href}${query}`}
              aria-current={path === href ? "page" : undefined}
              className={cx(
                "inline-flex h-9 items-center pointer-coarse:h-11 border-b-2 px-2 text-sm whitespace-nowrap focus-visible:-outline-offset-2",
                path === href ? "border-accent font-medium text-ink" : "border-transparent text-ink-2 hover:text-ink",
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

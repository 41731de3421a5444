"use client"

import Link from "next/link"
import { usePathname, useSearchParams } from "next/navigation"
import { cx } from "@/components/ui/class-names"
import { daysOf, useDashboardBefore } from "./asked-from"

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

/** Pages whose own address is not the question that the dashboards are about. */
const BESIDE = new Set(["/dashboards/leads", "/dashboards/glossary"])

const questionOf = (address: string): string => (address.includes("?") ? address.slice(address.indexOf("?")) : "")

/** From one dashboard to the next without losing what they are about. */
export function ReportTabs({ isTeam }: { isTeam: boolean }) {
  const path = usePathname()
  const params = useSearchParams()
  const before = useDashboardBefore()
  const own = params.size > 0 ? `?${params}` : ""
  const query = BESIDE.has(path) ? (before === null ? daysOf(params) : questionOf(before)) : own
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

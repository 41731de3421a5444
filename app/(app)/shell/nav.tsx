"use client"

import {
  BookOpenText,
  ChartNoAxesColumn,
  Copy,
  FileUp,
  Inbox,
  KanbanSquare,
  ListChecks,
  PanelLeftClose,
  PanelLeftOpen,
  RefreshCw,
  Settings,
  Table2,
  type LucideIcon,
} from "lucide-react"
import Link from "next/link"
import { usePathname } from "next/navigation"
import { useState, type ReactNode } from "react"
import { useTranslations } from "use-intl/react"
import { cx } from "@/components/ui/class-names"
import { Tooltip } from "@/components/ui/tooltip"

const ICONS = {
  board: KanbanSquare,
  queue: ListChecks,
  leads: Table2,
  duplicates: Copy,
  dashboards: ChartNoAxesColumn,
  import: FileUp,
  intake: Inbox,
  sync: RefreshCw,
  settings: Settings,
  api: BookOpenText,
} satisfies Record<string, LucideIcon>

export type NavItem = {
  href: string
  label: string
  icon: keyof typeof ICONS
  /** How much is due there; none is not shown. */
  count?: number | undefined
  /** Administration is listed apart, below the daily work. */
  isBackstage?: boolean
}

export function NavIcon({ icon }: Pick<NavItem, "icon">) {
  const Icon = ICONS[icon]
  return <Icon aria-hidden className="size-4 shrink-0" />
}

export function useIsCurrent(): (href: string) => boolean {
  const path = usePathname()
  return (href) => path === href || path.startsWith(`${href}/`)
}

/** The rail of a desk: wide with words, or narrow with icons alone; the choice is kept in a cookie. */
export function Sidebar({ items, initiallyCollapsed }: { items: readonly NavItem[]; initiallyCollapsed: boolean }) {
  const t = useTranslations("shell.nav")
  const [isCollapsed, setCollapsed] = useState(initiallyCollapsed)
  const toggle = () => {
    setCollapsed(!isCollapsed)
    document.cookie = `sidebar=${isCollapsed ? "wide" : "narrow"}; path=/; max-age=31536000; samesite=lax`
  }
  const Toggle = isCollapsed ? PanelLeftOpen : PanelLeftClose
  return (
    <nav
      aria-label={t("main")}
      className={cx(
        "flex min-h-0 shrink-0 flex-col overflow-y-auto border-e border-line bg-raised p-2 max-md:hidden",
        isCollapsed ? "w-[3.25rem]" : "w-[11.5rem]",
      )}
    >
      <ul className="grid gap-0.5">
        {items
          .filter(({ isBackstage }) => !isBackstage)
          .map((item) => (
            <Entry key={item.href} item={item} isCollapsed={isCollapsed} />
          ))}
      </ul>
      <ul className="mt-2 grid gap-0.5 border-t border-line pt-2">
        {items
          .filter(({ isBackstage }) => isBackstage)
          .map((item) => (
            <Entry key={item.href} item={item} isCollapsed={isCollapsed} />
          ))}
      </ul>
      <div className="mt-auto pt-2">
        <Tooltip label={t("expandHint")} side="inline-end" disabled={!isCollapsed}>
          <button
            type="button"
            onClick={toggle}
            aria-expanded={!isCollapsed}
            className="flex h-control w-full items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-3 transition-colors hover:bg-hover hover:text-ink"
          >
            <Toggle aria-hidden className="size-4 shrink-0 rtl:-scale-x-100" />
            <span className={isCollapsed ? "sr-only" : undefined}>{t.rich(isCollapsed ? "expand" : "collapse", { hidden })}</span>
          </button>
        </Tooltip>
      </div>
    </nav>
  )
}

const hidden = (text: ReactNode) => <span className="sr-only">{text}</span>

function Entry({ item: { href, label, icon, count }, isCollapsed }: { item: NavItem; isCollapsed: boolean }) {
  const t = useTranslations("shell.nav")
  const isCurrent = useIsCurrent()(href)
  return (
    <li>
      <Tooltip label={count ? t("withCount", { page: label, count: String(count) }) : label} side="inline-end" disabled={!isCollapsed}>
        <Link
          href={href}
          aria-current={isCurrent ? "page" : undefined}
          className={cx(
            "relative flex h-control items-center gap-2.5 rounded-md px-2.5 text-sm transition-colors",
            isCurrent ? "bg-hover font-medium text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
          )}
        >
          <NavIcon icon={icon} />
          <span className={isCollapsed ? "sr-only" : "grow truncate"}>{label}</span>
          {count && !isCollapsed ? <Count count={count} /> : null}
          {count && isCollapsed ? <span aria-hidden className="absolute end-1.5 top-1.5 size-1.5 rounded-full bg-accent" /> : null}
        </Link>
      </Tooltip>
    </li>
  )
}

export const Count = ({ count }: { count: number }) => (
  <span className="rounded bg-sunken px-1.5 text-2xs text-ink-2">{count > 999 ? "999+" : count}</span>
)

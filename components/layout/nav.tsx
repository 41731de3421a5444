"use client"

import { BookOpenText, Inbox, KanbanSquare, Table2, Users, type LucideIcon } from "lucide-react"
import Link from "next/link"
import { usePathname } from "next/navigation"
import { cx } from "@/components/ui/class-names"

const ICONS: Record<string, LucideIcon> = { board: KanbanSquare, leads: Table2, duplicates: Users, intake: Inbox, api: BookOpenText }

export type NavItem = { href: string; label: string; icon: string; count?: number | undefined }

/** A rail on a desk, a bar under the thumb on a phone. */
export const Nav = ({ items }: { items: readonly NavItem[] }) => {
  const path = usePathname()
  return (
    <nav
      aria-label="Main"
      className="flex gap-0.5 max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-30 max-md:justify-around max-md:border-t max-md:border-line max-md:bg-raised max-md:p-1 md:flex-col md:p-2"
    >
      {items.map(({ href, label, icon, count }) => {
        const Icon = ICONS[icon] ?? Inbox
        const isCurrent = path === href || path.startsWith(`${href}/`)
        return (
          <Link
            key={href}
            href={href}
            aria-current={isCurrent ? "page" : undefined}
            className={cx(
              "flex items-center gap-2 rounded-md px-2.5 text-sm max-md:flex-col max-md:gap-0 max-md:py-1 max-md:text-xs md:h-8",
              isCurrent ? "bg-hover font-medium text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
            )}
          >
            <Icon aria-hidden className="size-4 shrink-0" />
            <span className="grow">{label}</span>
            {count ? <span className="rounded bg-sunken px-1.5 text-xs text-ink-2">{count}</span> : null}
          </Link>
        )
      })}
    </nav>
  )
}

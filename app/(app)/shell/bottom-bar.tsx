"use client"

import { Ellipsis } from "lucide-react"
import Link from "next/link"
import { useState } from "react"
import { useTranslations } from "use-intl/react"
import { cx } from "@/components/ui/class-names"
import { Sheet } from "@/components/ui/sheet"
import { Count, NavIcon, useIsCurrent, type NavItem } from "./nav"

const PLACES = 5

const TAB = "flex min-w-0 flex-col items-center gap-0.5 rounded-md px-1 py-1 text-2xs"

/** Under the thumb on a phone. What does not fit is one tap further, in a panel from below. */
export function BottomBar({ items }: { items: readonly NavItem[] }) {
  const t = useTranslations("shell.nav")
  const [isOpen, setOpen] = useState(false)
  const isCurrent = useIsCurrent()
  const fitting = items.length > PLACES ? items.slice(0, PLACES - 1) : items
  const rest = items.slice(fitting.length)
  return (
    <nav
      aria-label={t("main")}
      className="fixed inset-x-0 bottom-0 z-30 grid auto-cols-fr grid-flow-col border-t border-line bg-raised px-1 pt-1 pb-[max(0.25rem,env(safe-area-inset-bottom))] md:hidden"
    >
      {fitting.map(({ href, label, icon, count }) => (
        <Link
          key={href}
          href={href}
          aria-current={isCurrent(href) ? "page" : undefined}
          className={cx(TAB, "relative", isCurrent(href) ? "font-medium text-accent" : "text-ink-2")}
        >
          <NavIcon icon={icon} />
          <span className="max-w-full truncate">{label}</span>
          {count ? <span aria-hidden className="absolute top-1 ms-5 size-1.5 rounded-full bg-accent" /> : null}
        </Link>
      ))}
      {rest.length > 0 ? (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className={cx(TAB, rest.some(({ href }) => isCurrent(href)) ? "font-medium text-accent" : "text-ink-2")}
        >
          <Ellipsis aria-hidden className="size-4" />
          {t("more")}
        </button>
      ) : null}
      <Sheet title={t("more")} from="bottom" open={isOpen} onOpenChange={setOpen}>
        <ul className="grid gap-1">
          {rest.map(({ href, label, icon, count }) => (
            <li key={href}>
              <Link
                href={href}
                onClick={() => setOpen(false)}
                aria-current={isCurrent(href) ? "page" : undefined}
                className="flex h-11 items-center gap-3 rounded-md px-3 text-base hover:bg-hover aria-[current=page]:bg-hover aria-[current=page]:font-medium"
              >
                <NavIcon icon={icon} />
                <span className="grow">{label}</span>
                {count ? <Count count={count} /> : null}
              </Link>
            </li>
          ))}
        </ul>
      </Sheet>
    </nav>
  )
}

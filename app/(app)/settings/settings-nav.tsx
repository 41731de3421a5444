"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import { cx } from "@/components/ui/class-names"
import type { SettingsSection } from "./sections"

/** The pages of the settings: a column beside them on a desk, a row that scrolls on a phone. */
export function SettingsNav({ sections }: { sections: readonly SettingsSection[] }) {
  const path = usePathname()
  return (
    <nav aria-label="Settings" className="shrink-0 border-line p-2 max-md:border-b md:w-44 md:border-e">
      <ul className="flex gap-0.5 max-md:overflow-x-auto md:flex-col">
        {sections.map(({ href, label }) => (
          <li key={href}>
            <Link
              href={href}
              ref={path.startsWith(href) ? intoSight : undefined}
              aria-current={path.startsWith(href) ? "page" : undefined}
              className={cx(
                "flex h-control items-center rounded-md px-2.5 text-sm whitespace-nowrap",
                path.startsWith(href) ? "bg-hover font-medium text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
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

/** On a phone the row is wider than the screen, and the page one is on may be at its end. */
const intoSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: "nearest", inline: "nearest" })

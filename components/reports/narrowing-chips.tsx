"use client"

import { X } from "lucide-react"
import { usePathname, useRouter, useSearchParams } from "next/navigation"
import type { Narrowed } from "./narrowings"

/** What narrows the numbers, each to be taken away. */
export const NarrowingChips = ({ narrowings }: { narrowings: readonly Narrowed[] }) => {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const remove = (key: string) => {
    const next = new URLSearchParams(params)
    for (const gone of [key, "cursor"]) next.delete(gone)
    router.replace(`${path}?${next}`, { scroll: false })
  }
  return narrowings.map(({ key, text }) => (
    <button
      key={key}
      type="button"
      onClick={() => remove(key)}
      aria-label={`Take away the filter ${text}`}
      title={text}
      className="inline-flex h-control max-w-72 shrink-0 items-center gap-1.5 rounded-md border border-accent bg-accent-soft ps-2.5 pe-2 text-sm text-ink hover:bg-hover"
    >
      <bdi className="truncate">{text}</bdi>
      <X aria-hidden className="size-3.5 shrink-0" />
    </button>
  ))
}

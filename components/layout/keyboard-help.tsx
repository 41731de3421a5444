"use client"

import { Keyboard } from "lucide-react"
import { useEffect, useState } from "react"
import { IconButton } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Kbd } from "@/components/ui/states"

const KEYS: readonly [string, string][] = [
  ["Ctrl K", "Find a lead or a page"],
  ["/", "Search in this page"],
  ["j  k", "Next and previous card or row"],
  ["Enter", "Open the lead"],
  ["m", "Move the card to another stage"],
  ["n", "New lead by hand"],
  ["?", "This list"],
]

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

export const KeyboardHelp = () => {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return
      if (event.key === "?") setOpen(true)
      if (event.key === "/") {
        const search = document.querySelector<HTMLInputElement>("[data-search]")
        if (search) {
          event.preventDefault()
          search.focus()
        }
      }
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [])
  return (
    <>
      <IconButton label="Keyboard shortcuts" className="max-sm:hidden" onClick={() => setOpen(true)}>
        <Keyboard aria-hidden className="size-4" />
      </IconButton>
      <Dialog title="Keyboard shortcuts" open={open} onOpenChange={setOpen}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
          {KEYS.map(([key, what]) => (
            <div key={key} className="contents">
              <dt className="flex gap-1">
                {key.split("  ").map((one) => (
                  <Kbd key={one}>{one}</Kbd>
                ))}
              </dt>
              <dd className="text-ink-2">{what}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </>
  )
}

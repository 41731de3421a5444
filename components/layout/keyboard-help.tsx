"use client"

import { Keyboard } from "lucide-react"
import { useEffect, useState } from "react"
import { IconButton } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Kbd } from "@/components/ui/states"

/** Keys that belong together are parted by two spaces. */
const GROUPS: readonly { title: string; keys: readonly [string, string][] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["Ctrl K", "Find a lead or a page"],
      ["/", "Search in this page"],
      ["?", "This list"],
      ["Esc", "Close what is open"],
    ],
  },
  {
    title: "Lists and the board",
    keys: [
      ["j  k", "Next and previous card or row"],
      ["Enter", "Open the lead"],
      ["m", "Move the card to another stage"],
      ["[  ]", "Take the card one stage back or on"],
      ["1  …  7", "Take the card to the first … seventh stage"],
      ["x", "Select the card"],
      ["n", "New lead by hand"],
    ],
  },
  {
    title: "Duplicates",
    keys: [
      ["m", "Same person: merge"],
      ["d", "Two people, or keep as it is"],
      ["x", "Split into two leads"],
      ["s", "Shared line"],
      ["l", "Later"],
      ["w", "Keep the other lead"],
      ["u", "Undo the last answer"],
      ["j  k", "Next and previous question"],
    ],
  },
  {
    title: "My queue",
    keys: [
      ["n", "Next lead"],
      ["c 1", "Log a contact: 1 to 5 say how"],
      ["s 1", "Put off: 1 to 4 say for how long"],
      ["d", "Tick off the task"],
      ["p  w", "Call, WhatsApp"],
      ["t", "Take an unowned lead"],
    ],
  },
]

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

export function KeyboardHelp() {
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
      <IconButton label="Keyboard shortcuts" className="max-md:hidden" onClick={() => setOpen(true)}>
        <Keyboard aria-hidden className="size-4" />
      </IconButton>
      <Dialog title="Keyboard shortcuts" size="wide" open={open} onOpenChange={setOpen}>
        <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
          {GROUPS.map(({ title, keys }) => (
            <section key={title}>
              <h3 className="mb-2 text-xs font-medium text-ink-3">{title}</h3>
              <dl className="grid gap-2 text-sm">
                {keys.map(([key, what]) => (
                  <div key={key} className="flex flex-row-reverse items-center justify-between gap-4">
                    <dt className="flex shrink-0 gap-1">
                      {key
                        .split(/ {1,2}/)
                        .map((one) =>
                          one === "…" ? <span key={one}>…</span> : <Kbd key={one}>{one.length === 1 ? one.toUpperCase() : one}</Kbd>,
                        )}
                    </dt>
                    <dd className="text-ink-2">{what}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </Dialog>
    </>
  )
}

"use client"

import { Keyboard } from "lucide-react"
import { useEffect, useState } from "react"
import { useTranslations } from "use-intl/react"
import { IconButton } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Kbd } from "@/components/ui/states"

/** Keys that belong together are parted by two spaces. */
const GROUPS = [
  {
    title: "everywhere.title",
    keys: [
      ["Ctrl K", "everywhere.find"],
      ["/", "everywhere.search"],
      ["?", "everywhere.help"],
      ["Esc", "everywhere.close"],
      ["r", "everywhere.retry"],
    ],
  },
  {
    title: "lists.title",
    keys: [
      ["j  k", "lists.rows"],
      ["Enter", "lists.open"],
      ["m", "lists.move"],
      ["[  ]", "lists.step"],
      ["1  …  7", "lists.stage"],
      ["x", "lists.select"],
      ["n", "lists.newLead"],
    ],
  },
  {
    title: "duplicates.title",
    keys: [
      ["m", "duplicates.merge"],
      ["d", "duplicates.distinct"],
      ["x", "duplicates.split"],
      ["s", "duplicates.shared"],
      ["l", "duplicates.skip"],
      ["w", "duplicates.other"],
      ["u", "duplicates.undo"],
      ["j  k", "duplicates.items"],
    ],
  },
  {
    title: "queue.title",
    keys: [
      ["n", "queue.next"],
      ["c 1", "queue.log"],
      ["s 1", "queue.snooze"],
      ["d", "queue.done"],
      ["p  w", "queue.reach"],
      ["t", "queue.claim"],
    ],
  },
] as const

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

export function KeyboardHelp() {
  const t = useTranslations("shell.keys")
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
      <IconButton label={t("title")} className="max-md:hidden" onClick={() => setOpen(true)}>
        <Keyboard aria-hidden className="size-4" />
      </IconButton>
      <Dialog title={t("title")} size="wide" open={open} onOpenChange={setOpen}>
        <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
          {GROUPS.map(({ title, keys }) => (
            <section key={title}>
              <h3 className="mb-2 text-xs font-medium text-ink-3">{t(title)}</h3>
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
                    <dd className="text-ink-2">{t(what)}</dd>
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

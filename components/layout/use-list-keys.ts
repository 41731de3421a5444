"use client"

import { useEffect, useRef, type RefObject } from "react"
import { isTyping } from "./keyboard-help"

type ListKeys = {
  /** What `j` and `k` step through, within the list: links or buttons that can take the focus. */
  selector: string
  /** More keys, with the one that has the focus: `{ x: select, e: edit }`. */
  on?: Record<string, (current: HTMLElement) => void>
}

/**
 * `j` and `k` walk through a list, `Home` and `End` jump, and Enter is the focused link's or button's own. Focus is
 * the cursor: a screen reader follows it, and it stays where it is when the list is drawn again around it.
 */
export const useListKeys = (list: RefObject<HTMLElement | null>, { selector, on = {} }: ListKeys): void => {
  const extra = useRef(on)
  useEffect(() => {
    extra.current = on
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return
      const entries = [...(list.current?.querySelectorAll<HTMLElement>(selector) ?? [])]
      const at = entries.indexOf(document.activeElement as HTMLElement)
      const next = stepOf(event.key, at, entries.length)
      const run = at < 0 ? undefined : extra.current[event.key]
      if (next === null && !run) return
      event.preventDefault()
      if (next !== null) entries[next]?.focus()
      const current = entries[at]
      if (run && current) run(current)
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [list, selector])
}

/** Which entry a key leads to; null when it leads nowhere. Home and End count only once the list has the focus. */
const stepOf = (key: string, at: number, length: number): number | null => {
  if (length === 0) return null
  if (key === "j") return Math.min(length - 1, at + 1)
  if (key === "k") return Math.max(0, at - 1)
  if (at >= 0 && key === "Home") return 0
  if (at >= 0 && key === "End") return length - 1
  return null
}

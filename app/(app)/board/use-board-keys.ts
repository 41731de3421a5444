import { useEffect, useRef } from "react"
import { isTyping } from "@/components/layout/keyboard-help"

/**
 * The board by keyboard alone. Arrows walk (j and k too), [ and ] take the focused card one stage back or on, 1 to 7
 * take it to that column, x selects, m opens its menu, Enter opens the lead, Escape lets the selection go.
 */
export type BoardKeys = {
  /** Column ids in order. */
  order: readonly string[]
  onMove: (cardId: string, to: string) => void
  onSelect: (cardId: string) => void
  onClear: () => void
}

const cardLinks = (within: ParentNode = document) => [...within.querySelectorAll<HTMLAnchorElement>("[data-card]")]

export function useBoardKeys(keys: BoardKeys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
      if (document.querySelector("[role=dialog],[role=menu]")) return
      const focused = document.activeElement
      const link = focused instanceof HTMLAnchorElement && focused.matches("[data-card]") ? focused : null
      const isTaken = link ? onCard(event.key, link, latest.current) : onNothing(event.key, latest.current)
      if (isTaken) event.preventDefault()
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [])
}

function onNothing(key: string, { onClear }: BoardKeys): boolean {
  if (key === "Escape") onClear()
  else if (key === "j" || key === "ArrowDown") cardLinks()[0]?.focus()
  else if (key === "n") document.querySelector<HTMLAnchorElement>("[data-shortcut=n]")?.click()
  else return false
  return key !== "Escape"
}

function onCard(key: string, link: HTMLAnchorElement, { order, onMove, onSelect, onClear }: BoardKeys): boolean {
  const cardId = link.closest<HTMLElement>("[data-lead]")?.dataset["lead"] ?? ""
  const stage = link.closest<HTMLElement>("[data-stage]")?.dataset["stage"] ?? ""
  const at = order.indexOf(stage)
  const goTo = (index: number) => {
    const to = order[index]
    if (to !== undefined && to !== stage) onMove(cardId, to)
  }
  if (key === "[") goTo(at - 1)
  else if (key === "]") goTo(at + 1)
  else if (/^[1-9]$/.test(key)) goTo(Number(key) - 1)
  else if (key === "x") onSelect(cardId)
  else if (key === "m") link.closest("li")?.querySelector<HTMLButtonElement>("[data-move]")?.click()
  else if (key === "Escape") onClear()
  else return walk(key, link) || onNothing(key === "n" ? key : "", { order, onMove, onSelect, onClear })
  return true
}

function walk(key: string, link: HTMLAnchorElement): boolean {
  const cell = link.closest<HTMLElement>("[data-stage]")
  const column = cell ? cardLinks(cell) : []
  const at = column.indexOf(link)
  const all = cardLinks()
  if (key === "ArrowDown") (column[at + 1] ?? all[all.indexOf(link) + 1])?.focus()
  else if (key === "ArrowUp") (column[at - 1] ?? all[all.indexOf(link) - 1])?.focus()
  else if (key === "j") all[all.indexOf(link) + 1]?.focus()
  else if (key === "k") all[all.indexOf(link) - 1]?.focus()
  else if (key === "ArrowLeft" || key === "ArrowRight") sideways(cell, at, key === "ArrowRight" ? 1 : -1)
  else return false
  return true
}

/** To the same height in the nearest column that has a card. */
function sideways(cell: HTMLElement | null, at: number, step: 1 | -1): void {
  const cells = [...(cell?.parentElement?.querySelectorAll<HTMLElement>(":scope > [data-stage]") ?? [])]
  for (let index = cells.indexOf(cell as HTMLElement) + step; cells[index]; index += step) {
    const cards = cardLinks(cells[index])
    const next = cards[Math.min(at, cards.length - 1)]
    if (next) return next.focus()
  }
}

/** The focus goes with a card that its keys have moved to another column. */
export function useFocusFollows() {
  const wanted = useRef<string | null>(null)
  useEffect(() => {
    if (wanted.current === null || document.querySelector("[role=dialog]")) return
    const link = document.querySelector<HTMLAnchorElement>(`[data-lead="${wanted.current}"] [data-card]`)
    wanted.current = null
    link?.focus()
  })
  return (cardId: string) => {
    wanted.current = cardId
  }
}

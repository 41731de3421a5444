"use client"

import { ListChecks } from "lucide-react"
import { useEffect, useState } from "react"
import { isTyping } from "@/components/layout/keyboard-help"
import { useFreshPage } from "@/components/layout/live"
import { LinkButton } from "@/components/ui/button"
import { EmptyState, Kbd } from "@/components/ui/states"
import type { QueueRow } from "@/lib/followups/queue/queue-view"
import { CONTACTS, SNOOZES, whatsappLink } from "@/components/queue/choices"
import { QueueItem } from "./queue-item"
import { QueueSheet } from "./queue-sheet"
import { useNow } from "./use-now"
import { useQueueWork } from "./use-queue-work"

/** Any lead may enter the list; it is read at most once in a while however many change. */
const GATHER_MS = 1_500

type Props = { rows: QueueRow[]; me: string; now: string }

/** One list: whom to turn to next, and why. Everything in it is done with one or two keys. */
export function QueueList({ rows, me, now: renderedAt }: Props) {
  const now = useNow(renderedAt)
  const work = useQueueWork()
  const [selected, setSelected] = useState<{ id: string | null; at: number }>({ id: null, at: 0 })
  const [menu, setMenu] = useState<"log" | "snooze" | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [note, setNote] = useState("")
  const found = rows.findIndex(({ leadId }) => leadId === selected.id)
  // When the lead at hand leaves the list, the one that moved up into its place is next.
  const index = found === -1 ? Math.min(selected.at, rows.length - 1) : found
  const row = rows[index]
  const select = (id: string) => setSelected({ id, at: rows.findIndex(({ leadId }) => leadId === id) })
  useFreshPage(renderedAt, ({ ids }) => ids === "many" || ids.length > 0, GATHER_MS)

  const go = (by: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, index + by))]
    if (!next) return
    select(next.leadId)
    setMenu(null)
    setNote("")
    if (!isOpen) document.getElementById(`queue-${next.leadId}`)?.focus()
  }
  const pick = (digit: number) => {
    const isSnooze = menu === "snooze"
    const [contact, snooze] = [CONTACTS[digit - 1], SNOOZES[digit - 1]]
    if (!row || (menu === null && !isOpen)) return
    if (isSnooze && snooze) work.snooze(row, snooze.until)
    else if (!isSnooze && contact) work.log(row, contact.means, isOpen ? note.trim() : undefined)
    else return
    setMenu(null)
    setNote("")
  }
  const keys: Record<string, () => void> = {
    j: () => go(1),
    arrowdown: () => go(1),
    n: () => go(1),
    k: () => go(-1),
    arrowup: () => go(-1),
    c: () => setMenu(menu === "log" ? null : "log"),
    s: () => setMenu(menu === "snooze" ? null : "snooze"),
    d: () => row && work.done(row),
    t: () => row?.owner === null && work.take(row, me),
    p: () => row?.phone && window.location.assign(`tel:${row.phone}`),
    w: () => row?.phone && window.open(whatsappLink(row.phone), "_blank", "noopener"),
    ...Object.fromEntries([1, 2, 3, 4, 5].map((digit) => [String(digit), () => pick(digit)])),
    ...(menu ? { escape: () => setMenu(null) } : {}),
    ...(isOpen ? {} : { enter: () => row && setOpen(true) }),
  }
  useQueueKeys(keys, isOpen)

  if (!row) {
    return (
      <div className="p-4">
        <EmptyState icon={ListChecks} title="No lead is waiting for you" action={<LinkButton href="/board">Go to board</LinkButton>}>
          New leads, messages, missed calls, WhatsApp windows that are about to close and due tasks come here by themselves, the most urgent
          first.
        </EmptyState>
      </div>
    )
  }
  return (
    <>
      <ol aria-label="Queue" className="min-h-0 grow overflow-y-auto">
        {rows.map((one, at) => (
          <QueueItem
            key={one.leadId}
            row={one}
            now={now}
            isSelected={at === index}
            menu={at === index && !isOpen ? menu : null}
            isBusy={at === index && work.isBusy}
            onOpen={() => {
              select(one.leadId)
              setMenu(null)
              setOpen(true)
            }}
            onSelect={() => select(one.leadId)}
            onMenu={(which) => {
              select(one.leadId)
              setMenu(which)
            }}
            onPick={pick}
            onDone={() => work.done(one)}
          />
        ))}
      </ol>
      <KeyLine />
      <QueueSheet
        row={row}
        me={me}
        now={now}
        menu={menu}
        isOpen={isOpen}
        isBusy={work.isBusy}
        onClose={() => {
          setOpen(false)
          setMenu(null)
        }}
        onNext={() => go(1)}
        onMenu={setMenu}
        note={note}
        onNote={setNote}
        onPick={pick}
        work={work}
      />
    </>
  )
}

const KeyLine = () => (
  <p className="border-t border-line px-4 py-1.5 text-xs text-ink-3 max-md:hidden">
    <Kbd>J</Kbd> <Kbd>K</Kbd> next, previous · <Kbd>Enter</Kbd> open · <Kbd>C</Kbd> <Kbd>1</Kbd>–<Kbd>5</Kbd> log a contact · <Kbd>S</Kbd>{" "}
    <Kbd>1</Kbd>–<Kbd>4</Kbd> snooze · <Kbd>D</Kbd> done · <Kbd>P</Kbd> call · <Kbd>W</Kbd> WhatsApp · <Kbd>T</Kbd> claim
  </p>
)

function useQueueKeys(keys: Record<string, () => void>, isOpen: boolean) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
      const isOnControl = event.target instanceof HTMLElement && event.target.closest("a, button, [role=menu], [role=dialog]") !== null
      if (event.key === "Enter" && isOnControl) return
      if (!isOpen && document.querySelector("[role=dialog]")) return
      const action = keys[event.key.toLowerCase()]
      if (!action) return
      event.preventDefault()
      // This page's keys come before those that hold everywhere: N is the next lead here, not a new one.
      event.stopPropagation()
      action()
    }
    document.addEventListener("keydown", onKey, { capture: true })
    return () => document.removeEventListener("keydown", onKey, { capture: true })
  })
}

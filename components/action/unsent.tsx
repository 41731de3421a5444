"use client"

import { useTranslations } from "use-intl/react"
import { useEffect, type ReactNode } from "react"
import { toast } from "sonner"
import { isTyping } from "@/components/layout/keyboard-help"
import { Kbd } from "@/components/ui/states"

/**
 * Calls that did not reach the server, by what they ask for, until they are sent again or given up with the toast that
 * tells of them. They live as long as the page; a queue that outlives a reload would go here.
 */
const unsent = new Map<string, Unsent>()
type Unsent = { retry: () => void; giveUp: () => void }

/** A dismissed toast cannot be shown again, so a failure after a retry gets a new one. */
let round = 0
const toastId = () => `unsent-${round}`

export function holdUnsent(key: string, call: Unsent, reason: "offline" | "noAnswer"): void {
  unsent.set(key, call)
  show(reason)
}

/** The same call has gone through since. */
export function dropUnsent(key: string): void {
  if (unsent.delete(key) && unsent.size === 0) takeToastAway()
}

function show(reason: "offline" | "noAnswer"): void {
  const shown = round
  toast.error(<Title reason={reason} />, {
    id: toastId(),
    duration: Infinity,
    description: <Hint count={unsent.size} />,
    action: { label: <RetryLabel />, onClick: retryAll },
    // Also called when the code takes it away; then what waits is not given up.
    onDismiss: () => shown === round && giveUpAll(),
  })
}

function takeToastAway(): void {
  toast.dismiss(toastId())
  round += 1
}

function retryAll(): void {
  const waiting = [...unsent.values()]
  unsent.clear()
  takeToastAway()
  for (const { retry } of waiting) retry()
}

function giveUpAll(): void {
  for (const { giveUp } of unsent.values()) giveUp()
  unsent.clear()
}

function Title({ reason }: { reason: "offline" | "noAnswer" }) {
  const t = useTranslations("action")
  return t(reason)
}

function RetryLabel() {
  const t = useTranslations("action")
  return t("retry")
}

const asKey = (letter: ReactNode) => <Kbd>{letter}</Kbd>

/** How many wait, and the key that sends them, which works wherever one is not typing. */
function Hint({ count }: { count: number }) {
  const t = useTranslations("action")
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey || event.key.toLowerCase() !== "r") return
      event.preventDefault()
      event.stopPropagation()
      retryAll()
    }
    document.addEventListener("keydown", onKey, { capture: true })
    return () => document.removeEventListener("keydown", onKey, { capture: true })
  }, [])
  return (
    <>
      {count > 1 ? `${t("unsent", { count })} ` : null}
      {t.rich("retryKey", { key: asKey })}
    </>
  )
}

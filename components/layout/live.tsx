"use client"

import { useRouter } from "next/navigation"
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from "react"
import { useTranslations } from "use-intl/react"

/**
 * Which leads have changed; "many" asks for a fresh page. `at` is the server's time, by which the change was committed;
 * there is none after a lost connection, when anything may have changed.
 */
type LiveChange = { ids: string[] | "many"; notified?: string[]; versions?: Record<string, number>; at?: string }
type Subscribe = (listener: (change: LiveChange) => void) => () => void
type LiveState = "connecting" | "live" | "reconnecting"

const LiveContext = createContext<{ subscribe: Subscribe; state: LiveState }>({ subscribe: () => () => {}, state: "connecting" })

/** A browser tries again by itself after a lost connection, but never after a refused one; then we do. */
const RETRY_MS = 5000
/** A part of the page that wakes up after the stream hears what it has missed meanwhile. */
const MISSED_MS = 10_000

/** One stream for the whole app; it survives navigation, and reconnects however it was lost. */
export function LiveProvider({ since, children }: { since: string; children: ReactNode }) {
  const [renderedAt] = useState(since)
  const listeners = useRef(new Set<(change: LiveChange) => void>())
  const recent = useRef<{ at: number; change: LiveChange }[]>([])
  const [state, setState] = useState<LiveState>("connecting")
  const [subscribe] = useState<Subscribe>(() => (listener: (change: LiveChange) => void) => {
    listeners.current.add(listener)
    for (const { at, change } of recent.current) if (performance.now() - at < MISSED_MS) listener(change)
    return () => listeners.current.delete(listener)
  })
  useEffect(() => {
    let source: EventSource | undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    let wasLost = false
    const tell = (change: LiveChange) => {
      const at = performance.now()
      recent.current = [...recent.current.filter((one) => at - one.at < MISSED_MS), { at, change }]
      listeners.current.forEach((listener) => listener(change))
    }
    const connect = () => {
      const opened = new EventSource(`/api/live?since=${encodeURIComponent(renderedAt)}`)
      source = opened
      opened.addEventListener("ready", () => {
        setState("live")
        if (wasLost) tell({ ids: "many" })
        wasLost = false
      })
      opened.addEventListener("leads", (event) => tell(JSON.parse(event.data) as LiveChange))
      opened.addEventListener("error", () => {
        wasLost = true
        setState("reconnecting")
        if (opened.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_MS)
      })
    }
    connect()
    return () => {
      clearTimeout(retry)
      source?.close()
    }
  }, [renderedAt])
  return <LiveContext value={{ subscribe, state }}>{children}</LiveContext>
}

/** Calls back for every change, with the newest callback. */
export function useLive(listener: (change: LiveChange) => void): void {
  const { subscribe } = useContext(LiveContext)
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => subscribe((change) => latest.current(change)), [subscribe])
}

/** Changes that come within a moment are one reading. */
const GATHER_MS = 250

/**
 * Reads the page again for changes that concern it, once for all that come within `gatherMs`, and not for those that it
 * holds already: it was read at `readAt`, by the server's time, or has been since for another reason.
 */
export function useFreshPage(readAt: string, concerns: (change: LiveChange) => boolean, gatherMs = GATHER_MS): void {
  const router = useRouter()
  const shown = useRef(readAt)
  const newest = useRef("")
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    shown.current = readAt
  }, [readAt])
  useEffect(() => () => clearTimeout(waiting.current), [])
  useLive((change) => {
    const at = change.at ?? ALWAYS
    if (at < shown.current || !concerns(change)) return
    if (at > newest.current) newest.current = at
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined
      if (newest.current >= shown.current) router.refresh()
      newest.current = ""
    }, gatherMs)
  })
}

/** Later than every time in ISO 8601. */
const ALWAYS = "later"

const DOTS: Record<LiveState, string> = { connecting: "border border-ink-3", live: "bg-ok", reconnecting: "bg-warn animate-pulse" }

export function LiveIndicator() {
  const { state } = useContext(LiveContext)
  const t = useTranslations("shell.live")
  return (
    <span role="status" title={t(`${state}Hint`)} className="inline-flex items-center gap-1.5 px-1 text-xs text-ink-3">
      <span aria-hidden className={`size-2 rounded-full ${DOTS[state]}`} />
      <span className={state === "live" ? "max-sm:sr-only" : undefined}>{t(state)}</span>
    </span>
  )
}

"use client"

import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from "react"

/** Which leads have changed; "many" asks for a fresh page. */
export type LiveChange = { ids: string[] | "many" }
type Subscribe = (listener: (change: LiveChange) => void) => () => void

const LiveContext = createContext<{ subscribe: Subscribe; isConnected: boolean }>({ subscribe: () => () => {}, isConnected: false })

/** One stream for the whole app; it survives navigation and reconnects by itself. */
export const LiveProvider = ({ since, children }: { since: string; children: ReactNode }) => {
  const [renderedAt] = useState(since)
  const listeners = useRef(new Set<(change: LiveChange) => void>())
  const [isConnected, setConnected] = useState(false)
  const [subscribe] = useState<Subscribe>(() => (listener: (change: LiveChange) => void) => {
    listeners.current.add(listener)
    return () => listeners.current.delete(listener)
  })
  useEffect(() => {
    const source = new EventSource(`/api/live?since=${encodeURIComponent(renderedAt)}`)
    let wasLost = false
    const tell = (change: LiveChange) => listeners.current.forEach((listener) => listener(change))
    source.addEventListener("ready", () => {
      setConnected(true)
      if (wasLost) tell({ ids: "many" })
      wasLost = false
    })
    source.addEventListener("leads", (event) => tell(JSON.parse(event.data) as LiveChange))
    source.addEventListener("error", () => {
      wasLost = true
      setConnected(false)
    })
    return () => source.close()
  }, [renderedAt])
  return <LiveContext value={{ subscribe, isConnected }}>{children}</LiveContext>
}

/** Calls back for every change, with the newest callback. */
export const useLive = (listener: (change: LiveChange) => void): void => {
  const { subscribe } = useContext(LiveContext)
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => subscribe((change) => latest.current(change)), [subscribe])
}

export const LiveIndicator = () => {
  const { isConnected } = useContext(LiveContext)
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-xs text-ink-3">
      <span aria-hidden className={`size-2 rounded-full ${isConnected ? "bg-ok" : "bg-warn"}`} />
      <span className="max-sm:sr-only">{isConnected ? "Live" : "Connecting …"}</span>
    </span>
  )
}

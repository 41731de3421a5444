"use client"

import { useEffect, useState } from "react"

const TICK_MS = 15_000

/** The server's time when the page was read, and on from there by the browser's clock. */
export function useNow(iso: string): Date {
  const [now, setNow] = useState(() => new Date(iso))
  useEffect(() => {
    const drift = Date.parse(iso) - Date.now()
    setNow(new Date(iso))
    const timer = setInterval(() => setNow(new Date(Date.now() + drift)), TICK_MS)
    return () => clearInterval(timer)
  }, [iso])
  return now
}

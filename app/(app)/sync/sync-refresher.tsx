"use client"

import { useRouter } from "next/navigation"
import { useEffect, useRef, useTransition } from "react"

const EVERY_MS = 4_000
/** At most this share of the time is spent asking, however long an answer takes. */
const SHARE = 0.1

/** Sent and accepted pushes change no lead and are not announced, so the open page polls. */
export function SyncRefresher() {
  const router = useRouter()
  const [isAsking, start] = useTransition()
  const askedAt = useRef(0)
  const waitMs = useRef(EVERY_MS)
  useEffect(() => {
    if (isAsking) return
    if (askedAt.current > 0) waitMs.current = Math.max(EVERY_MS, (performance.now() - askedAt.current) / SHARE)
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return
      askedAt.current = performance.now()
      start(() => router.refresh())
    }, waitMs.current)
    return () => clearInterval(timer)
  }, [isAsking, router])
  return null
}

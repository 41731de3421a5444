"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"

const EVERY_MS = 4_000

/** What is sent and accepted changes no lead, so nobody announces it: while somebody looks, the page asks. */
export const SyncRefresher = () => {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh()
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [router])
  return null
}

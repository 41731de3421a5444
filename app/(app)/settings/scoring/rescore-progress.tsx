"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"
import { Progress } from "@/components/ui/progress"
import type { Rescoring } from "@/lib/scoring/queries"

const LOOK_AGAIN_MS = 1_500

/** How far the leads have been scored by the newest rules; it looks again until they all have. */
export function RescoreProgress({ rescoring }: { rescoring: Rescoring }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [router])
  return (
    <div className="grid gap-1 rounded-lg border border-line bg-raised p-3">
      <Progress label="Scoring all leads by the new rules" value={rescoring.done} max={rescoring.total} />
      <p className="text-xs text-ink-3">
        {rescoring.bandsChanged.toLocaleString("en")} have changed band so far. New events are scored by the new rules already.
      </p>
    </div>
  )
}

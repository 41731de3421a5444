"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Clock } from "@/components/ui/time"
import { startScanAction } from "./actions"

type ScanView = { state: string; total: number; indexed: number; examined: number; flagged: number; startedAt: string }

const REFRESH_MS = 2_000

/** Has the whole store examined again, and shows how far that is. */
export function ScanPanel({ scan }: { scan: ScanView | null }) {
  const router = useRouter()
  const start = useServerAction(startScanAction)
  const isRunning = scan?.state === "indexing" || scan?.state === "examining"
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => router.refresh(), REFRESH_MS)
    return () => clearInterval(timer)
  }, [isRunning, router])
  return (
    <section className="grid gap-3 border-t border-line pt-6">
      <div>
        <h2 className="text-base font-semibold">Examine every lead again</h2>
        <p className="text-sm text-ink-2">
          Compares the whole store with itself, in the background. It asks reviewers and merges nothing; what they have decided stands.
        </p>
      </div>
      {scan ? <Progress scan={scan} /> : null}
      <div>
        <Button onClick={() => start.execute()} isBusy={start.isPending} disabled={isRunning}>
          {isRunning ? "Examining …" : "Examine all leads"}
        </Button>
      </div>
    </section>
  )
}

function Progress({ scan }: { scan: ScanView }) {
  const { state, total, indexed, examined, flagged, startedAt } = scan
  const done = state === "done" ? 2 * total : indexed + examined
  const share = total === 0 ? 1 : Math.min(1, done / (2 * total))
  return (
    <div className="grid gap-1 text-sm">
      <progress aria-label="Examined" max={1} value={share} className="h-1.5 w-full overflow-hidden rounded-full accent-accent" />
      <p className="text-ink-2">
        {state === "done" ? "Done" : state === "indexing" ? "Reading the leads" : "Comparing"} · {examined.toLocaleString("en")} of{" "}
        {total.toLocaleString("en")} leads compared · {flagged.toLocaleString("en")} questions · started <Clock iso={startedAt} />
      </p>
    </div>
  )
}

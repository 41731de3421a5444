"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"
import { Progress } from "@/components/ui/progress"
import { Spinner } from "@/components/ui/spinner"

const REFRESH_MS = 1000

type Props = { label: string; done: number; total: number | null; isStalled: boolean }

/** Reads the page again every second while a worker is at it. */
export function ImportProgress({ label, done, total, isStalled }: Props) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), REFRESH_MS)
    return () => clearInterval(timer)
  }, [router])
  return (
    <section aria-label="Progress" className="grid gap-2 rounded-lg border border-line bg-raised p-4">
      {total === null ? (
        <p className="flex items-center gap-2 text-sm">
          <Spinner label="Working" className="size-4" /> Reading the file …
        </p>
      ) : (
        <Progress label={label} value={done} max={total} />
      )}
      <p className="text-xs text-ink-3">
        {isStalled
          ? "No worker has reported for a minute. It is taken up again by itself as soon as one runs."
          : "You may leave this page; the work goes on."}
      </p>
    </section>
  )
}

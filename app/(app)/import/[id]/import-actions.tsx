"use client"

import { useRouter } from "next/navigation"
import { useState, useTransition } from "react"
import { toast } from "sonner"
import { Button, buttonClass } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import type { ImportState } from "@/lib/core/imports/states"

type Step = "check" | "run" | "pause" | "cancel" | "revert"
type Failure = { serverError?: { message: string } } | undefined
export type ImportActionsProps = {
  importId: string
  state: ImportState
  isStarted: boolean
  /** It was being taken back when it stopped. */
  isReverting: boolean
  gap: string | null
  /** Rows that can be downloaded for correction. */
  failedRows: number
  keptRows: number
  steer: (input: { importId: string; step: Step }) => Promise<Failure>
  remove: (input: { importId: string }) => Promise<Failure>
}

/** What can be done next, the likeliest first. */
export function ImportActions({ importId, state, isStarted, isReverting, gap, failedRows, keptRows, steer, remove }: ImportActionsProps) {
  const router = useRouter()
  const [isPending, start] = useTransition()
  const [isAsking, setAsking] = useState(false)
  const go = (step: Step) =>
    start(async () => {
      const answer = await steer({ importId, step })
      if (answer?.serverError) toast.error(answer.serverError.message)
      setAsking(false)
    })
  const discard = () =>
    start(async () => {
      const answer = await remove({ importId })
      if (answer?.serverError) toast.error(answer.serverError.message)
      else router.push("/import")
    })
  const canRevert = isStarted && (state === "done" || state === "paused" || state === "failed" || (state === "reverted" && keptRows > 0))
  return (
    <>
      {failedRows > 0 ? (
        <a href={`/api/imports/${importId}/failed-rows`} download className={buttonClass()}>
          Download rows not imported
        </a>
      ) : null}
      {canRevert ? (
        <Button look="danger" onClick={() => setAsking(true)}>
          {state === "reverted" ? "Try the kept rows again" : "Revert"}
        </Button>
      ) : null}
      {!isStarted && state !== "checking" ? (
        <Button look="quiet" isBusy={isPending} onClick={discard}>
          Discard
        </Button>
      ) : null}
      {state === "checking" ? <Button onClick={() => go("cancel")}>Cancel the check</Button> : null}
      {state === "running" ? <Button onClick={() => go("pause")}>Pause</Button> : null}
      {!isStarted && (state === "draft" || state === "checked" || state === "failed") ? (
        <Button look={state === "checked" ? "plain" : "primary"} disabled={gap !== null} isBusy={isPending} onClick={() => go("check")}>
          {state === "checked" ? "Check again" : "Check the file"}
        </Button>
      ) : null}
      {state === "checked" ? (
        <Button look="primary" isBusy={isPending} onClick={() => go("run")}>
          Start the import
        </Button>
      ) : null}
      {isStarted && !isReverting && (state === "paused" || state === "failed") ? (
        <Button look="primary" isBusy={isPending} onClick={() => go("run")}>
          Resume
        </Button>
      ) : null}
      <Dialog
        title="Take this import back?"
        description="Leads that only this import made disappear. Leads that others have touched go back to what they were without it. What colleagues have worked on, or merged, stays and is listed with the reason."
        open={isAsking}
        onOpenChange={setAsking}
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsking(false)}>Cancel</Button>
          <Button look="danger" isBusy={isPending} onClick={() => go("revert")}>
            Revert the import
          </Button>
        </div>
      </Dialog>
    </>
  )
}

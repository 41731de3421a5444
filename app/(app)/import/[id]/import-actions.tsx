"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { useServerAction } from "@/components/action/use-server-action"
import { Button, buttonClass } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import type { ImportState } from "@/lib/core/imports/states"
import { deleteImportAction, steerImportAction } from "../actions"

type Step = "check" | "run" | "pause" | "cancel" | "revert"
export type ImportActionsProps = {
  importId: string
  state: ImportState
  isStarted: boolean
  /** It was being undone when it stopped. */
  isReverting: boolean
  gap: string | null
  /** Rows that can be downloaded for correction. */
  failedRows: number
  keptRows: number
}

/** What can be done next, the likeliest first. */
export function ImportActions({ importId, state, isStarted, isReverting, gap, failedRows, keptRows }: ImportActionsProps) {
  const router = useRouter()
  const steer = useServerAction(steerImportAction)
  const remove = useServerAction(deleteImportAction, { onSuccess: () => router.push("/import") })
  const isPending = steer.isPending || remove.isPending
  const [isAsking, setAsking] = useState(false)
  const go = async (step: Step) => {
    await steer.executeAsync({ importId, step })
    setAsking(false)
  }
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
        <Button look="quiet" isBusy={isPending} onClick={() => remove.execute({ importId })}>
          Discard
        </Button>
      ) : null}
      {state === "checking" ? <Button onClick={() => void go("cancel")}>Cancel the check</Button> : null}
      {state === "running" ? <Button onClick={() => void go("pause")}>Pause</Button> : null}
      {!isStarted && (state === "draft" || state === "checked" || state === "failed") ? (
        <Button
          look={state === "checked" ? "plain" : "primary"}
          disabled={gap !== null}
          isBusy={isPending}
          onClick={() => void go("check")}
        >
          {state === "checked" ? "Check again" : "Check the file"}
        </Button>
      ) : null}
      {state === "checked" ? (
        <Button look="primary" isBusy={isPending} onClick={() => void go("run")}>
          Start the import
        </Button>
      ) : null}
      {isStarted && !isReverting && (state === "paused" || state === "failed") ? (
        <Button look="primary" isBusy={isPending} onClick={() => void go("run")}>
          Resume
        </Button>
      ) : null}
      <Dialog
        title="Undo this import?"
        description="Leads that only this import made disappear. Leads that others have touched go back to what they were without it. What colleagues have worked on, or merged, stays and is listed with the reason."
        open={isAsking}
        onOpenChange={setAsking}
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsking(false)}>Cancel</Button>
          <Button look="danger" isBusy={isPending} onClick={() => void go("revert")}>
            Revert the import
          </Button>
        </div>
      </Dialog>
    </>
  )
}

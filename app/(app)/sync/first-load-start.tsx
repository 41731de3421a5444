"use client"

import { useState, useTransition } from "react"
import { toast } from "sonner"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Dialog } from "@/components/ui/dialog"
import { useTimes } from "@/components/ui/time"
import type { StartLoad } from "@/lib/sync/load/steer-load"

type Answer = { data?: string | undefined; serverError?: { message: string } | undefined } | undefined

type FirstLoadStartProps = {
  /** What the newest trial says, with the directions it looked at; null before the first. */
  trial: { sentences: string[]; sendsThere: boolean; bringsHere: boolean; at: string } | null
  start: (input: StartLoad) => Promise<Answer>
}

/** Chooses the directions, tries it out, and runs it after saying once more what that will do. */
export function FirstLoadStart({ trial, start }: FirstLoadStartProps) {
  const { formatFull } = useTimes()
  const [sendsThere, setSendsThere] = useState(trial?.sendsThere ?? true)
  const [bringsHere, setBringsHere] = useState(trial?.bringsHere ?? true)
  const [isAsking, setIsAsking] = useState(false)
  const [isBusy, begin] = useTransition()
  const press = (kind: "trial" | "run") =>
    begin(async () => {
      const answer = await start({ kind, sendsThere, bringsHere })
      setIsAsking(false)
      if (answer?.serverError) toast.error(answer.serverError.message)
      else toast.success(answer?.data ?? "It has begun.")
    })
  const isNothing = !sendsThere && !bringsHere
  const isTried = trial !== null && trial.sendsThere === sendsThere && trial.bringsHere === bringsHere
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Checkbox label="Send our leads there" checked={sendsThere} onChange={(event) => setSendsThere(event.target.checked)} />
      <Checkbox label="Bring their contacts here" checked={bringsHere} onChange={(event) => setBringsHere(event.target.checked)} />
      <span className="flex gap-2">
        <Button size="sm" look={isTried ? "plain" : "primary"} disabled={isNothing} isBusy={isBusy} onClick={() => press("trial")}>
          Try it out
        </Button>
        <Button size="sm" look={isTried ? "primary" : "plain"} disabled={isNothing} onClick={() => setIsAsking(true)}>
          Run it
        </Button>
      </span>
      <Dialog
        title="Run the first load"
        description={
          isTried
            ? `The trial of ${formatFull(trial.at)} says what it will do:`
            : "No trial was made of this yet, so nobody knows what it will do."
        }
        open={isAsking}
        onOpenChange={setIsAsking}
      >
        {isTried ? (
          <ul className="grid list-disc gap-1 ps-5 text-sm">
            {trial.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        ) : (
          <p className="text-sm text-ink-2">
            Try it out first: that changes nothing on either side, and lists every record it would touch.
          </p>
        )}
        <p className="text-xs text-ink-2">
          It gives way to live changes, and can be paused or cancelled at any time. What it has done by then stays done; where two values
          disagreed, the one that lost is kept under Overruled.
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={() => setIsAsking(false)}>Not now</Button>
          <Button look={isTried ? "primary" : "danger"} isBusy={isBusy} onClick={() => press("run")}>
            {isTried ? "Run it" : "Run it untried"}
          </Button>
        </div>
      </Dialog>
    </div>
  )
}

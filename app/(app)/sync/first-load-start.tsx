"use client"

import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Dialog } from "@/components/ui/dialog"
import { useTimes } from "@/components/ui/time"
import { startLoadAction } from "./actions"

type FirstLoadStartProps = {
  crm: string
  /** What the newest trial says, with the directions it looked at; null before the first. */
  trial: { sentences: string[]; sendsThere: boolean; bringsHere: boolean; at: string } | null
}

/** Chooses the directions, tries it out, and runs it after saying once more what that will do. */
export function FirstLoadStart({ crm, trial }: FirstLoadStartProps) {
  const { formatFull } = useTimes()
  const [sendsThere, setSendsThere] = useState(trial?.sendsThere ?? true)
  const [bringsHere, setBringsHere] = useState(trial?.bringsHere ?? true)
  const [isAsking, setIsAsking] = useState(false)
  const { executeAsync, isPending } = useServerAction(startLoadAction, { onSuccess: (said) => void toast.success(said) })
  const press = async (kind: "trial" | "run") => {
    await executeAsync({ crm, input: { kind, sendsThere, bringsHere } })
    setIsAsking(false)
  }
  const isNothing = !sendsThere && !bringsHere
  const isTried = trial !== null && trial.sendsThere === sendsThere && trial.bringsHere === bringsHere
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Checkbox label="Send our leads there" checked={sendsThere} onChange={(event) => setSendsThere(event.target.checked)} />
      <Checkbox label="Bring their contacts here" checked={bringsHere} onChange={(event) => setBringsHere(event.target.checked)} />
      <span className="flex gap-2">
        <Button size="sm" look={isTried ? "plain" : "primary"} disabled={isNothing} isBusy={isPending} onClick={() => void press("trial")}>
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
            : "Not tried yet: run a trial first to see what it would do."
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
          <Button look={isTried ? "primary" : "danger"} isBusy={isPending} onClick={() => void press("run")}>
            {isTried ? "Run it" : "Run it untried"}
          </Button>
        </div>
      </Dialog>
    </div>
  )
}

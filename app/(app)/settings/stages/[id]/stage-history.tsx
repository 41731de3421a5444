"use client"

import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Clock } from "@/components/ui/time"
import type { StageDefinition } from "@/lib/core/stages"
import type { StageRevision } from "@/lib/pipeline/stages/stage-queries"
import { restoreStageAction } from "../actions"
import { stageSummary } from "@/app/(app)/settings/stages/stage-summary"

type HistoryProps = {
  revisions: readonly StageRevision[]
  version: number
}

/** Who changed what; any change can be taken back, and taking back is a change like any other. */
export function StageHistory({ revisions, version }: HistoryProps) {
  const [busy, setBusy] = useState<string | null>(null)
  const { executeAsync } = useServerAction(restoreStageAction, {
    onSuccess: () => void toast.success("The stage is as it was before that change."),
  })
  const bringBack = async (revisionId: string) => {
    setBusy(revisionId)
    await executeAsync({ revisionId, version })
    setBusy(null)
  }
  return (
    <section className="grid gap-2">
      <h2 className="text-sm font-medium">History</h2>
      {revisions.length === 0 ? <p className="text-sm text-ink-3">No changes yet.</p> : null}
      <ol className="grid gap-2">
        {revisions.map(({ id, at, who, before, after, isRestore }) => (
          <li key={id} className="flex items-start gap-3 rounded-lg border border-line px-3 py-2 text-sm">
            <div className="min-w-0 grow">
              <p>
                <bdi dir="auto" className="font-medium">
                  {who}
                </bdi>{" "}
                {isRestore ? "brought back an earlier state" : "changed it"} · <Clock iso={at} />
              </p>
              <ul className="text-xs text-ink-2">
                {differences(before, after).map((line) => (
                  <li key={line} dir="auto">
                    {line}
                  </li>
                ))}
              </ul>
            </div>
            <Button size="sm" isBusy={busy === id} onClick={() => void bringBack(id)}>
              Restore what was before
            </Button>
          </li>
        ))}
      </ol>
    </section>
  )
}

function differences(before: StageDefinition, after: StageDefinition): string[] {
  const lines: [string, string, string][] = [
    ["Name", before.name, after.name],
    ["Definition", before.definition, after.definition],
    ["Probability", `${before.probability}%`, `${after.probability}%`],
    ["Asks for", stageSummary(before), stageSummary(after)],
    ["Checklist", itemsOf(before), itemsOf(after)],
    ["Follow-ups on day", before.cadence.days.join(", ") || "none", after.cadence.days.join(", ") || "none"],
    ["May go to", before.moves?.join(", ") ?? "any", after.moves?.join(", ") ?? "any"],
    ["Stale after days", String(before.staleAfterDays ?? "never"), String(after.staleAfterDays ?? "never")],
  ]
  const changed = lines.filter(([, was, is]) => was !== is)
  return changed.length === 0
    ? ["Saved without a change"]
    : changed.map(([what, was, is]) => `${what}: ${was || "empty"} → ${is || "empty"}`)
}

const itemsOf = ({ checklist }: StageDefinition): string =>
  checklist.map(({ label, required }) => (required ? `${label} (required)` : label)).join(", ")

"use client"

import { RotateCcw } from "lucide-react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { RunbookLink } from "@/components/layout/runbook-link"
import { channelLabel } from "@/components/lead/channel-icon"
import { Button } from "@/components/ui/button"
import type { DeadReason } from "@/lib/intake/deliveries/queries"
import { replayDeadAction } from "./actions"

/** Failed events by reason: once the cause is mended, all of one reason are replayed with one click. */
export function DeadReasons({ reasons, canReplay }: { reasons: DeadReason[]; canReplay: boolean }) {
  const replay = useServerAction(replayDeadAction, {
    onSuccess: ({ replayed }) =>
      void toast.success(replayed === 1 ? "1 event is being processed again." : `${replayed} events are being processed again.`),
  })
  return (
    <ul aria-label="Failed events by reason" className="grid shrink-0 gap-1 border-b border-line bg-surface px-4 py-2 text-sm">
      {reasons.map(({ channel, reason, events }) => (
        <li key={`${channel} ${reason}`} className="flex min-w-0 items-center gap-3">
          <span className="w-10 shrink-0 text-end font-medium tabular-nums">{events}</span>
          <span className="shrink-0 text-ink-3">{channelLabel(channel)}</span>
          <span className="min-w-0 grow truncate text-ink-2" title={reason}>
            {reason}
          </span>
          <RunbookLink section="dead-deliveries" className="shrink-0 text-xs text-accent underline" />
          {canReplay ? (
            <Button size="sm" isBusy={replay.isPending} onClick={() => replay.execute({ channel, reason })}>
              <RotateCcw aria-hidden className="size-3.5" /> Replay all {events}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

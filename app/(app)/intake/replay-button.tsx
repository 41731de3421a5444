"use client"

import { RotateCcw } from "lucide-react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { replayEventAction } from "./actions"

export function ReplayButton({ receipt }: { receipt: string }) {
  const replay = useServerAction(replayEventAction, { onSuccess: () => void toast.success("Given back to the worker.") })
  return (
    <Button size="sm" isBusy={replay.isPending} onClick={() => replay.execute({ receipt })}>
      <RotateCcw aria-hidden className="size-3.5" /> Replay
    </Button>
  )
}

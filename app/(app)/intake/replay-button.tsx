"use client"

import { RotateCcw } from "lucide-react"
import { useTransition } from "react"
import { toast } from "sonner"
import { Button } from "@/components/ui/button"

type Replay = (input: { receipt: string }) => Promise<{ serverError?: { message: string } } | undefined>

export function ReplayButton({ receipt, replay }: { receipt: string; replay: Replay }) {
  const [isPending, start] = useTransition()
  const run = () =>
    start(async () => {
      const answer = await replay({ receipt })
      if (answer?.serverError) toast.error(answer.serverError.message)
      else toast.success("Given back to the worker.")
    })
  return (
    <Button size="sm" disabled={isPending} onClick={run}>
      <RotateCcw aria-hidden className="size-3.5" /> Replay
    </Button>
  )
}

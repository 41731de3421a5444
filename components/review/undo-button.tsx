"use client"

import { useTransition } from "react"
import { toast } from "sonner"
import { Button } from "@/components/ui/button"

type Outcome = { data?: { kept: string[] }; serverError?: { message: string } } | { serverError?: { message: string } } | undefined

/** Takes one answer back, and says what could not be restored. */
export function UndoButton({ label, done, undo }: { label: string; done: string; undo: () => Promise<Outcome> }) {
  const [isBusy, start] = useTransition()
  const press = () =>
    start(async () => {
      const outcome = await undo()
      if (outcome?.serverError) return void toast.error(outcome.serverError.message)
      const kept = outcome && "data" in outcome ? (outcome.data?.kept ?? []) : []
      toast.success([done, ...kept].join(" "))
    })
  return (
    <Button size="sm" isBusy={isBusy} onClick={press}>
      {label}
    </Button>
  )
}

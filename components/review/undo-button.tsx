"use client"

import { toast } from "sonner"
import { useServerAction, type ServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"

/** Takes one answer back, and says what could not be restored. `undo` is already bound to the answer. */
export function UndoButton({ label, done, undo }: { label: string; done: string; undo: ServerAction<void, { kept: string[] } | void> }) {
  const { execute, isPending } = useServerAction<void, { kept: string[] } | void>(() => undo(), {
    onSuccess: (outcome) => void toast.success([done, ...(outcome?.kept ?? [])].join(" ")),
  })
  return (
    <Button size="sm" isBusy={isPending} onClick={() => execute()}>
      {label}
    </Button>
  )
}

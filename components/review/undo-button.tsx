"use client"

import { toast } from "sonner"
import { useServerAction, type ServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"

/** Takes one answer back, and says what could not be restored. */
export function UndoButton<Input>({ label, done, undo, input }: UndoButtonProps<Input>) {
  const { execute, isPending } = useServerAction(undo, {
    onSuccess: (outcome) => void toast.success([done, ...(outcome?.kept ?? [])].join(" ")),
  })
  return (
    <Button size="sm" isBusy={isPending} onClick={() => execute(input)}>
      {label}
    </Button>
  )
}

type UndoButtonProps<Input> = { label: string; done: string; undo: ServerAction<Input, { kept: string[] } | void>; input: Input }

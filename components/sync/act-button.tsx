"use client"

import type { ReactNode } from "react"
import { toast } from "sonner"
import { useServerAction, type ServerAction } from "@/components/action/use-server-action"
import { Button, type ButtonLook } from "@/components/ui/button"

export type ActButtonProps = {
  /** Already bound to what it is about; answers with a sentence. */
  act: ServerAction<void, string>
  look?: ButtonLook
  children: ReactNode
}

/** One press, one answer in words. */
export function ActButton({ act, look = "plain", children }: ActButtonProps) {
  // A bound action takes no further argument, not even an empty one.
  const { execute, isPending } = useServerAction<void, string>(() => act(), { onSuccess: (said) => void toast.success(said) })
  return (
    <Button size="sm" look={look} isBusy={isPending} onClick={() => execute()}>
      {children}
    </Button>
  )
}

"use client"

import { useState, type ReactNode } from "react"
import { toast } from "sonner"
import { useServerAction, type ServerAction } from "@/components/action/use-server-action"
import { Button, type ButtonLook } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"

type AskButtonProps = {
  button: string
  title: string
  hint: string
  /** Already bound to what it is about; answers with a sentence. */
  act: ServerAction<void, string>
  doIt: string
  keep: string
  look?: ButtonLook
  children?: ReactNode
}

/** Says what will happen before it does. */
export function AskButton({ button, title, hint, act, doIt, keep, look = "plain", children }: AskButtonProps) {
  const [isOpen, setOpen] = useState(false)
  const { execute, isPending } = useServerAction<void, string>(() => act(), {
    onSuccess: (said) => {
      setOpen(false)
      toast.success(said)
    },
  })
  return (
    <>
      <Button size="sm" look={look} onClick={() => setOpen(true)}>
        {button}
      </Button>
      <Dialog open={isOpen} onOpenChange={setOpen} title={title} description={hint}>
        {children}
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>{keep}</Button>
          <Button look={look === "plain" ? "primary" : look} isBusy={isPending} onClick={() => execute()}>
            {doIt}
          </Button>
        </div>
      </Dialog>
    </>
  )
}

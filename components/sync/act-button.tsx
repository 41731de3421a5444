"use client"

import { useTransition, type ReactNode } from "react"
import { toast } from "sonner"
import { Button, type ButtonLook } from "@/components/ui/button"

type Answer = { data?: string | undefined; serverError?: { message: string } | undefined } | undefined

export type ActButtonProps = {
  /** Already bound to what it is about. */
  act: () => Promise<Answer>
  look?: ButtonLook
  children: ReactNode
}

/** One press, one answer in words. */
export function ActButton({ act, look = "plain", children }: ActButtonProps) {
  const [isBusy, start] = useTransition()
  const press = () =>
    start(async () => {
      const answer = await act()
      if (answer?.serverError) toast.error(answer.serverError.message)
      else toast.success(answer?.data ?? "Done.")
    })
  return (
    <Button size="sm" look={look} isBusy={isBusy} onClick={press}>
      {children}
    </Button>
  )
}

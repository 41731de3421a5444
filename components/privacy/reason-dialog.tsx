"use client"

import { useState, type FormEvent, type ReactNode } from "react"
import { useTranslations } from "use-intl/react"
import { Button, type ButtonLook } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input } from "@/components/ui/field"

type Props = {
  /** On the button that opens it. */
  label: string
  title: string
  description: string
  confirm: { label: string; look: ButtonLook; isBusy: boolean; isReady?: boolean }
  reason?: string
  /** Tells whether it was done; then the dialog closes. */
  onConfirm: (reason: string) => Promise<{ ok: boolean }>
  /** Called with every opening and closing. */
  onReset?: () => void
  /** What it will do. */
  before?: ReactNode
  /** What else is asked. */
  after?: ReactNode
}

/** Something that is done to a person's data, with who asked for it or why, which is kept. */
export function ReasonDialog({ label, title, description, confirm, reason = "", onConfirm, onReset, before, after }: Props) {
  const t = useTranslations("privacy.reason")
  const [isOpen, setOpen] = useState(false)
  const change = (open: boolean) => {
    setOpen(open)
    onReset?.()
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { ok } = await onConfirm(String(new FormData(event.currentTarget).get("reason") ?? ""))
    if (ok) change(false)
  }
  return (
    <>
      <Button size="sm" className="justify-self-start" onClick={() => change(true)}>
        {label}
      </Button>
      <Dialog title={title} description={description} open={isOpen} onOpenChange={change}>
        <form onSubmit={(event) => void submit(event)} className="grid gap-3">
          {before}
          <Field label={t("label")}>
            {(props) => <Input {...props} name="reason" required minLength={3} maxLength={300} defaultValue={reason} autoComplete="off" />}
          </Field>
          {after}
          <div className="flex justify-end gap-2">
            <Button onClick={() => change(false)}>{t("cancel")}</Button>
            <Button type="submit" look={confirm.look} isBusy={confirm.isBusy} disabled={confirm.isReady === false}>
              {confirm.label}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}

"use client"

import { useState, type FormEvent } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input } from "@/components/ui/field"
import { restrictLeadAction } from "./actions"

type Props = { leadId: string; title: string; isRestricted: boolean }

export function RestrictPerson({ leadId, title, isRestricted }: Props) {
  const t = useTranslations("privacy.restrict")
  const [isOpen, setOpen] = useState(false)
  const { execute, isPending } = useServerAction(restrictLeadAction, {
    onSuccess: () => {
      setOpen(false)
      toast.success(t(isRestricted ? "lifted" : "done"))
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    execute({ leadId, restricted: !isRestricted, reason: String(new FormData(event.currentTarget).get("reason") ?? "") })
  }
  return (
    <>
      <Button size="sm" className="justify-self-start" onClick={() => setOpen(true)}>
        {t(isRestricted ? "lift" : "restrict")}
      </Button>
      <Dialog
        title={t(isRestricted ? "liftTitle" : "restrictTitle", { name: title })}
        description={t(isRestricted ? "liftHint" : "restrictHint")}
        open={isOpen}
        onOpenChange={setOpen}
      >
        <form onSubmit={submit} className="grid gap-3">
          <Field label={t("reason")}>
            {(props) => <Input {...props} name="reason" required minLength={3} maxLength={300} autoComplete="off" />}
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>{t("cancel")}</Button>
            <Button type="submit" look="primary" isBusy={isPending}>
              {t(isRestricted ? "confirmLift" : "confirm")}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}

"use client"

import { useState, type FormEvent } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input } from "@/components/ui/field"
import type { FieldView } from "@/lib/sync/manage-connections"
import { saveConnectionAction } from "./actions"

/** `name`: of a connection that is known already. */
type CredentialsDialogProps = { kind: string; name?: string; fields: readonly FieldView[]; button: string }

export function CredentialsDialog({ kind, name, fields, button }: CredentialsDialogProps) {
  const t = useTranslations("connections")
  const [isOpen, setOpen] = useState(false)
  const save = useServerAction(saveConnectionAction, {
    shows: "form",
    onSuccess: () => {
      setOpen(false)
      toast.success(t("saved"))
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const given = Object.fromEntries(fields.map((field) => [field.name, String(form.get(field.name) ?? "")]))
    save.execute({ kind, fields: given, ...(name === undefined ? {} : { name }) })
  }
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        {button}
      </Button>
      <Dialog open={isOpen} onOpenChange={setOpen} title={button} description={t("credentialsHint")}>
        <form onSubmit={submit} className="grid gap-3" noValidate>
          {fields.map((field) => (
            <Field key={field.name} label={field.label} error={save.problem?.fields[field.name]}>
              {(props) => (
                <Input
                  {...props}
                  name={field.name}
                  type={field.isSecret ? "password" : "text"}
                  autoComplete="off"
                  required={field.isRequired && !field.isGiven}
                  defaultValue={field.value}
                />
              )}
            </Field>
          ))}
          <FormProblem problem={save.problem} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>{t("cancel")}</Button>
            <Button type="submit" look="primary" isBusy={save.isPending}>
              {t("save")}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}

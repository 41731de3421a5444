"use client"

import { useState, type FormEvent } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button, type ButtonLook } from "@/components/ui/button"
import { CopyButton } from "@/components/ui/copy-button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input, Select } from "@/components/ui/field"
import type { FieldView } from "@/lib/sync/manage-connections"
import { saveConnectionAction, startSignInAction } from "./actions"

type CredentialsDialogProps = {
  kind: string
  label: string
  /** Of a connection that is known already. */
  name?: string
  fields: readonly FieldView[]
  /** Where a person can let us in on the CRM's own page; null where there is no such page, or it is not meant now. */
  oauth: { fields: readonly FieldView[]; callbackAddress: string } | null
  button: string
  look?: ButtonLook
}

/** One way in, or a choice of two. A sign-in leaves for the CRM's page; credentials are saved here. */
export function CredentialsDialog({ kind, label, name, fields, oauth, button, look = "plain" }: CredentialsDialogProps) {
  const t = useTranslations("connections")
  const [isOpen, setOpen] = useState(false)
  const [way, setWay] = useState<"oauth" | "credentials">(oauth ? "oauth" : "credentials")
  const save = useServerAction(saveConnectionAction, {
    shows: "form",
    onSuccess: () => {
      setOpen(false)
      toast.success(t("saved"))
    },
  })
  const signIn = useServerAction(startSignInAction, { shows: "form", onSuccess: (address) => window.location.assign(address) })
  const isSignIn = way === "oauth" && oauth !== null
  const { problem, isPending } = isSignIn ? signIn : save
  const shown = isSignIn ? oauth.fields : fields
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const given = Object.fromEntries(shown.map((field) => [field.name, String(form.get(field.name) ?? "")]))
    const input = { kind, fields: given, ...(name === undefined ? {} : { name }) }
    if (isSignIn) signIn.execute(input)
    else save.execute(input)
  }
  return (
    <>
      <Button size="sm" look={look} onClick={() => setOpen(true)}>
        {button}
      </Button>
      <Dialog open={isOpen} onOpenChange={setOpen} title={button} description={t(name === undefined ? "newHint" : "credentialsHint")}>
        <form onSubmit={submit} className="grid gap-3" noValidate>
          {oauth && fields.length > 0 ? (
            <Field label={t("way")}>
              {(props) => (
                <Select {...props} value={way} onChange={({ target }) => setWay(target.value === "oauth" ? "oauth" : "credentials")}>
                  <option value="oauth">{t("wayOAuth")}</option>
                  <option value="credentials">{t("wayCredentials")}</option>
                </Select>
              )}
            </Field>
          ) : null}
          {isSignIn ? (
            <p className="grid gap-1 text-xs text-ink-2">
              {t("callback")}
              <span className="flex items-center gap-1">
                <code className="min-w-0 break-all text-ink">{oauth.callbackAddress}</code>
                <CopyButton value={oauth.callbackAddress} what={t("callbackName")} />
              </span>
            </p>
          ) : null}
          {shown.map((field) => (
            <Field key={`${way} ${field.name}`} label={field.label} error={problem?.fields[field.name]}>
              {(props) => <Answer field={field} {...props} />}
            </Field>
          ))}
          <FormProblem problem={problem} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>{t("cancel")}</Button>
            <Button type="submit" look="primary" isBusy={isPending}>
              {isSignIn ? t("toPage", { label }) : t("save")}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}

function Answer({ field, ...props }: { field: FieldView; id: string }) {
  const t = useTranslations("connections")
  if (field.options)
    return (
      <Select {...props} name={field.name} defaultValue={field.value}>
        {field.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    )
  return (
    <Input
      {...props}
      name={field.name}
      type={field.isSecret ? "password" : "text"}
      autoComplete="off"
      placeholder={field.isSecret && field.isGiven ? t("given") : undefined}
      required={field.isRequired && !field.isGiven}
      defaultValue={field.value}
    />
  )
}

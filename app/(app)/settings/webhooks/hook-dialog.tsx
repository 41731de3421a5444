"use client"

import { useTranslations } from "use-intl/react"
import { useState, type FormEvent } from "react"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { SecretOnce } from "@/components/settings/secret-once"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input } from "@/components/ui/field"
import { HOOK_EVENTS, HOOK_EVENT_TYPES, type HookEventType } from "@/lib/core/hooks/hook-events"
import { createHookAction, editHookAction } from "./actions"

type Known = { id: string; url: string; events: readonly HookEventType[] }

/** Makes a webhook, or changes a known one. A new one's secret is shown right after. */
export function HookDialog({ known, button }: { known?: Known; button: string }) {
  const t = useTranslations("webhooks")
  const [isOpen, setOpen] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const close = () => setOpen(false)
  return (
    <>
      <Button look={known ? "plain" : "primary"} size={known ? "sm" : "md"} onClick={() => setOpen(true)}>
        {button}
      </Button>
      {isOpen ? (
        <Dialog open onOpenChange={setOpen} title={known ? t("edit") : t("add")} description={t("hint")}>
          <HookForm known={known} onCancel={close} onSaved={(made) => (close(), setSecret(made))} />
        </Dialog>
      ) : null}
      {secret ? <SecretOnce title={t("secretTitle")} what={t("secretWhat")} secret={secret} onClose={() => setSecret(null)} /> : null}
    </>
  )
}

type FormProps = { known: Known | undefined; onCancel: () => void; onSaved: (secret: string | null) => void }

function HookForm({ known, onCancel, onSaved }: FormProps) {
  const t = useTranslations("webhooks")
  const create = useServerAction(createHookAction, { shows: "form", onSuccess: ({ secret }) => onSaved(secret) })
  const edit = useServerAction(editHookAction, { shows: "form", onSuccess: () => onSaved(null) })
  const save = known ? edit : create
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const input = { url: String(given.get("url") ?? "").trim(), events: HOOK_EVENT_TYPES.filter((type) => given.has(type)) }
    if (known) edit.execute({ id: known.id, ...input })
    else create.execute(input)
  }
  return (
    <form onSubmit={submit} className="grid gap-3" noValidate>
      <Field label={t("url")} hint={t("urlHint")} error={save.problem?.fields["url"]}>
        {(props) => (
          <Input
            {...props}
            name="url"
            type="url"
            inputMode="url"
            dir="ltr"
            defaultValue={known?.url}
            placeholder="https://example.com/hooks"
            autoFocus
          />
        )}
      </Field>
      <fieldset className="grid gap-2">
        <legend className="mb-1 text-sm font-medium">{t("events")}</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {HOOK_EVENT_TYPES.map((type) => (
            <Checkbox
              key={type}
              name={type}
              label={<code className="text-xs">{type}</code>}
              hint={HOOK_EVENTS[type]}
              defaultChecked={known ? known.events.includes(type) : type === "lead.created"}
            />
          ))}
        </div>
      </fieldset>
      <FormProblem problem={save.problem} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t("cancel")}</Button>
        <Button type="submit" look="primary" isBusy={save.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  )
}

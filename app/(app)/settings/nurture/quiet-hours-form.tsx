"use client"

import type { FormEvent } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import type { NurtureSettings } from "@/lib/core/nurture/quiet-hours"
import { saveNurtureSettingsAction } from "./actions"

/** When messages may go out, and how results are counted. */
export function QuietHoursForm({ settings }: { settings: NurtureSettings }) {
  const t = useTranslations("nurture.quietHours")
  const save = useServerAction(saveNurtureSettingsAction, {
    shows: "form",
    invalid: t("invalid"),
    onSuccess: () => void toast.success(t("saved")),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: string) => String(given.get(name) ?? "")
    save.execute({
      timeZone: text("timeZone"),
      from: text("from"),
      until: text("until"),
      replyDays: Number(given.get("replyDays")),
      bookingDays: Number(given.get("bookingDays")),
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-3 border-t border-line pt-4" aria-label={t("title")}>
      <div>
        <h3 className="font-semibold">{t("title")}</h3>
        <p className="text-sm text-ink-2">{t("hint")}</p>
      </div>
      <div className="grid gap-3 sm:grid-cols-5">
        <Field label={t("from")}>{(props) => <Input {...props} name="from" type="time" required defaultValue={settings.from} />}</Field>
        <Field label={t("until")}>{(props) => <Input {...props} name="until" type="time" required defaultValue={settings.until} />}</Field>
        <Field label={t("timeZone")}>
          {(props) => <Input {...props} name="timeZone" placeholder={t("teamZone")} defaultValue={settings.timeZone ?? ""} />}
        </Field>
        <Field label={t("reply")} hint={t("days")}>
          {(props) => <Input {...props} name="replyDays" type="number" min={1} max={60} required defaultValue={settings.replyDays} />}
        </Field>
        <Field label={t("booking")} hint={t("days")}>
          {(props) => <Input {...props} name="bookingDays" type="number" min={1} max={180} required defaultValue={settings.bookingDays} />}
        </Field>
      </div>
      <FormProblem problem={save.problem} />
      <div>
        <Button type="submit" isBusy={save.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  )
}

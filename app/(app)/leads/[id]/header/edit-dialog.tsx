"use client"

import type { FormEvent } from "react"
import { useTranslations } from "use-intl/react"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input, Textarea } from "@/components/ui/field"
import type { LeadField } from "@/lib/core/lead-event"
import { editLeadAction } from "../actions"

const FIELDS = [
  "name",
  "company",
  "country",
  "emirate",
  "vehicle",
  "vehicle_class",
  "pickup_date",
  "return_date",
  "budget",
  "amount",
] as const satisfies readonly LeadField[]

/** What a colleague writes here stays: no form, profile or chat replaces it afterwards. */
export function EditDialog({
  lead,
  fields,
  onClose,
}: {
  lead: { id: string; version: number; title: string }
  fields: Record<string, string>
  onClose: () => void
}) {
  const t = useTranslations("lead.edit")
  const edit = useServerAction(editLeadAction, { shows: "form", onSuccess: onClose })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: string) => String(given.get(name) ?? "").trim()
    const names = [...FIELDS, "notes" as const]
    const changed = Object.fromEntries(names.filter((field) => text(field) !== (fields[field] ?? "")).map((field) => [field, text(field)]))
    edit.execute({
      leadId: lead.id,
      version: lead.version,
      fields: changed,
      ...(text("addPhone") ? { addPhone: text("addPhone") } : {}),
      ...(text("addEmail") ? { addEmail: text("addEmail") } : {}),
    })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title")} description={t("hint")}>
      <form onSubmit={submit} className="grid gap-3">
        <div className="grid gap-3 sm:grid-cols-2">
          {FIELDS.map((field) => (
            <Field key={field} label={t(field)}>
              {(props) => (
                <Input
                  {...props}
                  name={field}
                  dir="auto"
                  defaultValue={fields[field] ?? ""}
                  type={field.endsWith("_date") ? "date" : "text"}
                />
              )}
            </Field>
          ))}
          <Field label={t("addPhone")}>{(props) => <Input {...props} name="addPhone" type="tel" />}</Field>
          <Field label={t("addEmail")}>{(props) => <Input {...props} name="addEmail" type="email" />}</Field>
        </div>
        <Field label={t("notes")}>{(props) => <Textarea {...props} name="notes" dir="auto" defaultValue={fields["notes"] ?? ""} />}</Field>
        <FormProblem problem={edit.problem} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" look="primary" isBusy={edit.isPending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

"use client"

import type { FormEvent } from "react"
import { toast } from "sonner"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import type { NurtureSettings } from "@/lib/core/nurture/quiet-hours"
import { saveNurtureSettingsAction } from "./actions"

/** When messages may go out, and how results are counted. */
export function QuietHoursForm({ settings }: { settings: NurtureSettings }) {
  const save = useServerAction(saveNurtureSettingsAction, {
    shows: "form",
    invalid: "Give a time zone, an end after the start, and whole days.",
    onSuccess: () => void toast.success("Saved. Steps that are due outside these hours wait for the next morning."),
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
    <form onSubmit={submit} className="grid gap-3 border-t border-line pt-4" aria-label="Quiet hours">
      <div>
        <h3 className="font-semibold">Quiet hours</h3>
        <p className="text-sm text-ink-2">Messages go out between these times, every day of the week; at night they wait.</p>
      </div>
      <div className="grid gap-3 sm:grid-cols-5">
        <Field label="From">{(props) => <Input {...props} name="from" type="time" required defaultValue={settings.from} />}</Field>
        <Field label="Until">{(props) => <Input {...props} name="until" type="time" required defaultValue={settings.until} />}</Field>
        <Field label="Time zone">
          {(props) => <Input {...props} name="timeZone" placeholder="the team’s" defaultValue={settings.timeZone ?? ""} />}
        </Field>
        <Field label="A reply counts for" hint="days after a step">
          {(props) => <Input {...props} name="replyDays" type="number" min={1} max={60} required defaultValue={settings.replyDays} />}
        </Field>
        <Field label="A booking counts for" hint="days after a step">
          {(props) => <Input {...props} name="bookingDays" type="number" min={1} max={180} required defaultValue={settings.bookingDays} />}
        </Field>
      </div>
      <FormProblem problem={save.problem} />
      <div>
        <Button type="submit" isBusy={save.isPending}>
          Save quiet hours
        </Button>
      </div>
    </form>
  )
}

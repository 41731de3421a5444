"use client"

import { useState, useTransition, type FormEvent } from "react"
import { toast } from "sonner"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import type { NurtureSettings } from "@/lib/core/nurture/quiet-hours"

type Answer = Promise<{ serverError?: { message: string }; validationErrors?: unknown } | undefined>
type Props = { settings: NurtureSettings; save: (settings: NurtureSettings) => Answer }

/** When messages may go out, and how results are counted. */
export function QuietHoursForm({ settings, save }: Props) {
  const [problem, setProblem] = useState<string>()
  const [isBusy, start] = useTransition()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: string) => String(given.get(name) ?? "")
    setProblem(undefined)
    start(async () => {
      const answer = await save({
        timeZone: text("timeZone"),
        from: text("from"),
        until: text("until"),
        replyDays: Number(given.get("replyDays")),
        bookingDays: Number(given.get("bookingDays")),
      })
      if (answer?.serverError || answer?.validationErrors)
        setProblem(answer.serverError?.message ?? "Give a time zone, an end after the start, and whole days.")
      else toast.success("Saved. Steps that are due outside these hours wait for the next morning.")
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
      <p role="alert" className="min-h-5 text-sm text-danger">
        {problem}
      </p>
      <div>
        <Button type="submit" isBusy={isBusy}>
          Save quiet hours
        </Button>
      </div>
    </form>
  )
}

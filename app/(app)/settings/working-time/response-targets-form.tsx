"use client"

import { useState, useTransition, type FormEvent } from "react"
import { toast } from "sonner"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import type { ResponseTargets } from "@/lib/core/queue/targets"

type Answer = Promise<{ serverError?: { message: string }; validationErrors?: unknown } | undefined>
type Props = { targets: ResponseTargets; save: (targets: ResponseTargets) => Answer }

/** How soon we mean to answer. */
export function ResponseTargetsForm({ targets, save }: Props) {
  const [problem, setProblem] = useState<string>()
  const [isBusy, start] = useTransition()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const number = (name: string) => Number(given.get(name))
    const wanted = {
      firstResponseMinutes: { high: number("high"), normal: number("normal"), nurture: number("nurture") },
      replyMinutes: number("replyMinutes"),
      escalateAfterHours: number("escalateAfterHours"),
      windowWarningMinutes: number("windowWarningMinutes"),
    }
    setProblem(undefined)
    start(async () => {
      const answer = await save(wanted)
      if (answer?.serverError || answer?.validationErrors) setProblem(answer.serverError?.message ?? "Give whole numbers of one or more.")
      else toast.success("Saved. Every queue follows it from now on.")
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-4" aria-label="Response targets">
      <div>
        <h2 className="text-base font-semibold">Response targets</h2>
        <p className="text-sm text-ink-2">The clocks in the queue, and when something late is brought before a manager.</p>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Minutes name="high" label="First answer, high priority" unit="working minutes" value={targets.firstResponseMinutes.high} />
        <Minutes name="normal" label="First answer, normal" unit="working minutes" value={targets.firstResponseMinutes.normal} />
        <Minutes name="nurture" label="First answer, nurture" unit="working minutes" value={targets.firstResponseMinutes.nurture} />
        <Minutes name="replyMinutes" label="Answer to a message" unit="working minutes" value={targets.replyMinutes} />
        <Minutes name="escalateAfterHours" label="Escalate an overdue task after" unit="working hours" value={targets.escalateAfterHours} />
        <Minutes
          name="windowWarningMinutes"
          label="Warn of a closing WhatsApp window"
          unit="minutes before"
          value={targets.windowWarningMinutes}
        />
      </div>
      <p role="alert" className="min-h-5 text-sm text-danger">
        {problem}
      </p>
      <div>
        <Button type="submit" look="primary" isBusy={isBusy}>
          Save targets
        </Button>
      </div>
    </form>
  )
}

const Minutes = ({ name, label, unit, value }: { name: string; label: string; unit: string; value: number }) => (
  <Field label={label} hint={unit}>
    {(props) => <Input {...props} name={name} type="number" min={1} step={1} required defaultValue={value} />}
  </Field>
)

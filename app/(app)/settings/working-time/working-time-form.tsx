"use client"

import { useState, type FormEvent } from "react"
import { toast } from "sonner"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Input, Textarea } from "@/components/ui/field"
import { WEEKDAYS, type Span, type Weekday, type WorkingTime } from "@/lib/core/working-time/calendar"
import { formatHours, parseHours } from "@/lib/core/working-time/write-hours"
import { saveWorkingTimeAction } from "./actions"

type Props = { calendar: WorkingTime; timeZones: readonly string[] }

const DAYS: Record<Weekday, string> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
}

type StretchDraft = { key: number; name: string; from: string; to: string; hours: string }

/** When the team works. Due dates, reminders and response times are reckoned by it. */
export function WorkingTimeForm({ calendar, timeZones }: Props) {
  const [stretches, setStretches] = useState(() => calendar.stretches.map((stretch, key) => draftOf(stretch, key)))
  const save = useServerAction(saveWorkingTimeAction, {
    shows: "form",
    invalid: "Something in it is not right: hours in order, existing days, a known time zone, and one day that is worked.",
    onSuccess: () => void toast.success("Saved. What is planned from now on follows it."),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const outcome = readForm(new FormData(event.currentTarget), stretches, calendar)
    if (!outcome.ok) return save.refuse({ message: outcome.problem })
    save.execute(outcome.calendar)
  }
  const change = (key: number, given: Partial<StretchDraft>) =>
    setStretches(stretches.map((one) => (one.key === key ? { ...one, ...given } : one)))
  return (
    <form onSubmit={submit} className="grid gap-4" aria-label="Working time">
      <div>
        <h2 className="text-base font-semibold">Working time</h2>
        <p className="text-sm text-ink-2">Follow-ups fall due in these hours, and response times count only these minutes.</p>
      </div>
      <Field label="Time zone">
        {(props) => <Input {...props} name="timeZone" list="time-zones" defaultValue={calendar.timeZone} required className="max-w-xs" />}
      </Field>
      <datalist id="time-zones">
        {timeZones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <fieldset className="grid gap-2 sm:grid-cols-2">
        <legend className="mb-2 text-sm font-medium">Hours of the week</legend>
        {WEEKDAYS.map((day) => (
          <Field key={day} label={DAYS[day]}>
            {(props) => <Input {...props} name={day} defaultValue={formatHours(calendar.week[day])} placeholder="Day off" />}
          </Field>
        ))}
        <p className="text-xs text-ink-3 sm:col-span-2">As 09:00-19:00, or with a break: 09:00-12:00, 14:00-19:00. Nothing is a day off.</p>
      </fieldset>
      <Field label="Days off" hint="One a line: 2026-12-02 National Day">
        {(props) => (
          <Textarea
            {...props}
            name="holidays"
            className="min-h-28"
            defaultValue={calendar.holidays.map(({ day, name }) => `${day} ${name}`).join("\n")}
          />
        )}
      </Field>
      <fieldset className="grid gap-3">
        <legend className="mb-2 text-sm font-medium">Weeks with other hours, such as Ramadan</legend>
        {stretches.map((stretch) => (
          <div key={stretch.key} className="grid items-end gap-2 sm:grid-cols-[1fr_9rem_9rem_1fr_auto]">
            <Field label="Name">
              {(props) => <Input {...props} value={stretch.name} onChange={({ target }) => change(stretch.key, { name: target.value })} />}
            </Field>
            <Field label="From">
              {(props) => (
                <Input {...props} type="date" value={stretch.from} onChange={({ target }) => change(stretch.key, { from: target.value })} />
              )}
            </Field>
            <Field label="Until">
              {(props) => (
                <Input {...props} type="date" value={stretch.to} onChange={({ target }) => change(stretch.key, { to: target.value })} />
              )}
            </Field>
            <Field label="Hours on working days">
              {(props) => (
                <Input {...props} value={stretch.hours} onChange={({ target }) => change(stretch.key, { hours: target.value })} />
              )}
            </Field>
            <Button look="quiet" onClick={() => setStretches(stretches.filter(({ key }) => key !== stretch.key))}>
              Remove
            </Button>
          </div>
        ))}
        <div>
          <Button
            size="sm"
            onClick={() =>
              setStretches([
                ...stretches,
                { key: 1 + Math.max(0, ...stretches.map(({ key }) => key)), name: "Ramadan", from: "", to: "", hours: "10:00-16:00" },
              ])
            }
          >
            Add weeks
          </Button>
        </div>
      </fieldset>
      <FormProblem problem={save.problem} />
      <div>
        <Button type="submit" look="primary" isBusy={save.isPending}>
          Save working time
        </Button>
      </div>
    </form>
  )
}

const draftOf = ({ name, from, to, week }: WorkingTime["stretches"][number], key: number): StretchDraft => ({
  key,
  name,
  from,
  to,
  hours: formatHours(Object.values(week).find((spans) => spans !== undefined && spans.length > 0) ?? []),
})

type Outcome = { ok: true; calendar: WorkingTime } | { ok: false; problem: string }

function readForm(given: FormData, drafts: readonly StretchDraft[], before: WorkingTime): Outcome {
  const text = (name: string) => String(given.get(name) ?? "").trim()
  const week = { ...before.week }
  for (const day of WEEKDAYS) {
    const spans = parseHours(text(day))
    if (spans === null) return { ok: false, problem: `${DAYS[day]}: write hours as 09:00-19:00.` }
    week[day] = spans
  }
  const holidays: WorkingTime["holidays"] = []
  for (const line of text("holidays")
    .split("\n")
    .map((one) => one.trim())) {
    if (line === "") continue
    const [, day, name] = /^(\d{4}-\d{2}-\d{2})\s+(.+)$/.exec(line) ?? []
    if (!day || !name) return { ok: false, problem: `Days off: “${line}” is not a day and a name.` }
    holidays.push({ day, name })
  }
  const stretches: WorkingTime["stretches"] = []
  for (const { name, from, to, hours } of drafts) {
    const spans = parseHours(hours)
    if (spans === null || !name || !from || !to)
      return { ok: false, problem: `${name || "Other hours"}: give both days and hours as 10:00-16:00.` }
    stretches.push({ name, from, to, week: onWorkingDays(week, spans) })
  }
  return { ok: true, calendar: { timeZone: text("timeZone"), week, holidays, stretches } }
}

/** A day that is off in an ordinary week stays off. */
const onWorkingDays = (week: WorkingTime["week"], spans: Span[]): Partial<Record<Weekday, Span[]>> =>
  Object.fromEntries(WEEKDAYS.filter((day) => week[day].length > 0).map((day) => [day, spans]))

"use client"

import { useState, type FormEvent } from "react"
import { toast } from "sonner"
import { problemOf, type Problem } from "@/components/settings/action-problem"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input, Select } from "@/components/ui/field"
import { Clock, useTimes } from "@/components/ui/time"
import { startOfDay } from "@/lib/core/days"
import type { TeamActions, TeamMember } from "./team-actions"

type Props = {
  member: TeamMember
  colleagues: readonly TeamMember[]
  /** The team's date today. */
  today: string
  plan: TeamActions["planAbsence"]
  end: TeamActions["endAbsence"]
  onClose: () => void
}

export function AbsenceDialog({ member, colleagues, today, plan, end, onClose }: Props) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const { zone } = useTimes()
  // Days are the team's, from midnight to midnight.
  const midnight = (date: string): Date => startOfDay(date, zone)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? "")
    if (!text("from") || !text("back")) return setProblem({ message: "Choose both days.", fields: {} })
    setBusy(true)
    const deputyId = text("deputy") === "" ? null : text("deputy")
    const answer = await plan({ userId: member.id, fromAt: midnight(text("from")), toAt: midnight(text("back")), deputyId })
    setBusy(false)
    const wrong = problemOf(answer)
    setProblem(wrong)
    if (wrong) return
    toast.success(`${member.name} is out of office.`)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Out of office: ${member.name}`}
      description="No lead is given out to them meanwhile. A deputy stands in for customers who come back."
    >
      {member.absences.length > 0 ? (
        <ul aria-label="Planned" className="grid gap-1.5 text-sm">
          {member.absences.map((absence) => (
            <li key={absence.id} className="flex items-center gap-2">
              <span className="grow">
                <Clock iso={absence.fromAt} /> to <Clock iso={absence.toAt} />
              </span>
              <Button
                size="sm"
                onClick={() => void end({ id: absence.id, userId: member.id }).then((answer) => setProblem(problemOf(answer)))}
              >
                {absence.isNow ? "Back now" : "Strike out"}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <form onSubmit={(event) => void submit(event)} className="grid gap-3" noValidate>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="First day away">{(props) => <Input {...props} name="from" type="date" defaultValue={today} />}</Field>
          <Field label="Back on" error={problem?.fields["toAt"]}>
            {(props) => <Input {...props} name="back" type="date" min={today} />}
          </Field>
        </div>
        <Field label="Deputy">
          {(props) => (
            <Select {...props} name="deputy" defaultValue="">
              <option value="">Nobody: the rules decide</option>
              {colleagues
                .filter(({ id, active }) => active && id !== member.id)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </Select>
          )}
        </Field>
        <p role="alert" className="min-h-5 text-sm text-danger">
          {problem?.message}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" look="primary" isBusy={isBusy}>
            Set out of office
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

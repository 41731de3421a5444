"use client"

import type { FormEvent } from "react"
import { toast } from "sonner"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input, Select } from "@/components/ui/field"
import { Clock, useTimes } from "@/components/ui/time"
import { startOfDay } from "@/lib/core/days"
import type { TeamMember } from "@/lib/team/list-team"
import { endAbsenceAction, planAbsenceAction } from "./actions"

type Props = {
  member: TeamMember
  colleagues: readonly TeamMember[]
  /** The team's date today. */
  today: string
  onClose: () => void
}

export function AbsenceDialog({ member, colleagues, today, onClose }: Props) {
  const plan = useServerAction(planAbsenceAction, {
    shows: "form",
    onSuccess: () => {
      toast.success(`${member.name} is out of office.`)
      onClose()
    },
  })
  const end = useServerAction(endAbsenceAction)
  const { zone } = useTimes()
  // Days are the team's, from midnight to midnight.
  const midnight = (date: string): Date => startOfDay(date, zone)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? "")
    if (!text("from") || !text("back")) return plan.refuse({ message: "Choose both days." })
    const deputyId = text("deputy") === "" ? null : text("deputy")
    plan.execute({ userId: member.id, fromAt: midnight(text("from")), toAt: midnight(text("back")), deputyId })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Out of office: ${member.name}`}
      description="No leads are assigned to them meanwhile. A cover looks after customers who come back."
    >
      {member.absences.length > 0 ? (
        <ul aria-label="Planned" className="grid gap-1.5 text-sm">
          {member.absences.map((absence) => (
            <li key={absence.id} className="flex items-center gap-2">
              <span className="grow">
                <Clock iso={absence.fromAt} /> to <Clock iso={absence.toAt} />
              </span>
              <Button size="sm" onClick={() => end.execute({ id: absence.id, userId: member.id })}>
                {absence.isNow ? "Back now" : "Strike out"}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <form onSubmit={submit} className="grid gap-3" noValidate>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="First day away">{(props) => <Input {...props} name="from" type="date" defaultValue={today} />}</Field>
          <Field label="Back on" error={plan.problem?.fields["toAt"]}>
            {(props) => <Input {...props} name="back" type="date" min={today} />}
          </Field>
        </div>
        <Field label="Cover">
          {(props) => (
            <Select {...props} name="deputy" defaultValue="">
              <option value="">No one: the rules decide</option>
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
        <FormProblem problem={plan.problem} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" look="primary" isBusy={plan.isPending}>
            Set out of office
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

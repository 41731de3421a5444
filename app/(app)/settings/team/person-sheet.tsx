"use client"

import { useId, useState, type FormEvent } from "react"
import { toast } from "sonner"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Choices } from "@/components/settings/choices"
import { LANGUAGES, ROLE_NAMES } from "@/components/settings/languages"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Field, Input, Select } from "@/components/ui/field"
import { Sheet } from "@/components/ui/sheet"
import { ROLES, type Role } from "@/lib/core/lead-states"
import { readSpans } from "@/lib/core/routing/hours-text"
import type { WorkingHours } from "@/lib/core/routing/working-hours"
import type { TeamMember } from "@/lib/team/list-team"
import { editPersonAction } from "./actions"
import { HoursFields, type HoursText, hoursText } from "./hours-fields"

type Props = { member: TeamMember; onClose: () => void }

/** A person's details, and how many leads they take. */
export function PersonSheet({ member, onClose }: Props) {
  const formId = useId()
  const [languages, setLanguages] = useState(member.languages)
  const [hours, setHours] = useState<HoursText | null>(member.hours ? hoursText(member.hours) : null)
  const edit = useServerAction(editPersonAction, {
    shows: "form",
    onSuccess: (_, { name }) => {
      toast.success(`${name} is saved.`)
      onClose()
    },
  })
  const fields = edit.problem?.fields ?? {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? "").trim()
    const cap = (name: string) => (text(name) === "" ? null : Number(text(name)))
    const spans = hours?.map(readSpans)
    if (spans?.includes(null)) return edit.refuse({ message: "Write hours as 09:00-13:00, 14:00-18:00." })
    edit.execute({
      id: member.id,
      name: text("name"),
      role: text("role") as Role,
      languages,
      takesLeads: form.get("takesLeads") === "on",
      weight: Number(text("weight") || 1),
      openMax: cap("openMax"),
      newPerDayMax: cap("newPerDayMax"),
      hours: spans ? (spans as WorkingHours) : null,
    })
  }
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={member.name}
      description={member.email}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={edit.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4" noValidate>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Name" error={fields["name"]}>
            {(props) => <Input {...props} name="name" dir="auto" defaultValue={member.name} />}
          </Field>
          <Field label="Role">
            {(props) => (
              <Select {...props} name="role" defaultValue={member.role}>
                {ROLES.map((role) => (
                  <option key={role} value={role}>
                    {ROLE_NAMES[role]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Choices legend="Speaks" options={LANGUAGES} value={languages} onChange={setLanguages} />
        <Checkbox
          name="takesLeads"
          label="Takes new leads"
          hint="Off: rules pass them over until it is on again."
          defaultChecked={member.takesLeads}
        />
        <div className="grid gap-3 sm:grid-cols-3">
          <NumberField name="openMax" label="Open leads, at most" value={member.openMax} error={fields["openMax"]} />
          <NumberField name="newPerDayMax" label="New a day, at most" value={member.newPerDayMax} error={fields["newPerDayMax"]} />
          <NumberField name="weight" label="Share of turns" value={member.weight} error={fields["weight"]} min={1} max={10} />
        </div>
        <HoursFields hours={hours} onChange={setHours} />
        <FormProblem problem={edit.problem} />
      </form>
    </Sheet>
  )
}

type NumberFieldProps = { name: string; label: string; value: number | null; error: string | undefined; min?: number; max?: number }

const NumberField = ({ name, label, value, error, min = 0, max = 5000 }: NumberFieldProps) => (
  <Field label={label} error={error}>
    {(props) => (
      <Input {...props} name={name} type="number" inputMode="numeric" min={min} max={max} defaultValue={value ?? ""} placeholder="No cap" />
    )}
  </Field>
)

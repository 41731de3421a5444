"use client"

import { useRouter } from "next/navigation"
import type { FormEvent } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Input, Select } from "@/components/ui/field"
import { changeReportRulesAction } from "./actions"

export type RulesInput = { timeZone: string; weekStart: number; currency: string; closesOnDay: number }

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

/** How the dashboards count. Saving counts every lead again, in the background. */
export function RulesForm({ rules }: { rules: RulesInput }) {
  const router = useRouter()
  const change = useServerAction(changeReportRulesAction, {
    onSuccess: () => {
      toast.success("Saved. Every lead is being counted again.")
      router.refresh()
    },
  })
  const problems = change.problem?.fields ?? {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const number = (name: string) => Number(data.get(name))
    change.execute({
      timeZone: String(data.get("timeZone")).trim(),
      currency: String(data.get("currency")).trim().toUpperCase(),
      weekStart: number("weekStart"),
      closesOnDay: number("closesOnDay"),
    })
  }
  return (
    <form onSubmit={submit} className="grid max-w-md gap-4">
      <Field label="Time zone" hint="A day of the numbers begins at midnight there." error={problems["timeZone"]}>
        {(props) => <Input {...props} name="timeZone" required defaultValue={rules.timeZone} />}
      </Field>
      <Field label="Weeks begin on">
        {(props) => (
          <Select {...props} name="weekStart" defaultValue={String(rules.weekStart)}>
            {WEEKDAYS.map((day, at) => (
              <option key={day} value={at + 1}>
                {day}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Currency"
        hint="Bookings in another one are counted without their money. Changing it converts nothing: spend and revenue goals keep their figures and must be entered anew."
        error={problems["currency"]}
      >
        {(props) => (
          <Input {...props} name="currency" required minLength={3} maxLength={3} defaultValue={rules.currency} className="!w-24" />
        )}
      </Field>
      <Field label="A month is closed on day" hint="of the next one; what changes in it later is listed." error={problems["closesOnDay"]}>
        {(props) => (
          <Input {...props} name="closesOnDay" type="number" min={1} max={28} required defaultValue={rules.closesOnDay} className="!w-28" />
        )}
      </Field>
      <Button type="submit" look="primary" isBusy={change.isPending} className="justify-self-start">
        Save
      </Button>
    </form>
  )
}

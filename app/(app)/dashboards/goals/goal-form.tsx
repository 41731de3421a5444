"use client"

import { useRouter } from "next/navigation"
import type { FormEvent } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Input, Select } from "@/components/ui/field"
import { setGoalAction } from "../actions"

const METRICS = [
  ["bookings", "Bookings"],
  ["revenue", "Revenue"],
  ["leads", "Leads"],
] as const
type GoalFormProps = {
  month: string
  currency: string
  colleagues: { id: string; name: string }[]
}

/** A month's target for the team or one agent; setting it again replaces it, 0 takes it away. */
export function GoalForm({ month, currency, colleagues }: GoalFormProps) {
  const router = useRouter()
  const set = useServerAction(setGoalAction, {
    onSuccess: () => {
      toast.success("The goal is set.")
      router.refresh()
    },
  })
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const metric = METRICS.find(([id]) => id === data.get("metric"))?.[0] ?? "bookings"
    const ownerId = String(data.get("owner") ?? "")
    const outcome = await set.executeAsync({
      month: String(data.get("month")),
      metric,
      target: String(data.get("target") ?? ""),
      ...(ownerId ? { ownerId } : {}),
    })
    if (outcome.ok) form.reset()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-3">
      <Field label="Month">
        {(props) => <Input {...props} name="month" type="month" required defaultValue={month} className="!w-40" />}
      </Field>
      <Field label="Who">
        {(props) => (
          <Select {...props} name="owner" className="!w-44">
            <option value="">The team</option>
            {colleagues.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="What">
        {(props) => (
          <Select {...props} name="metric" className="!w-36">
            {METRICS.map(([id, label]) => (
              <option key={id} value={id}>
                {id === "revenue" ? `${label}, ${currency}` : label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Target">
        {(props) => <Input {...props} name="target" type="number" min={0} step={1} required className="!w-32" />}
      </Field>
      <Button type="submit" look="primary" isBusy={set.isPending}>
        Set goal
      </Button>
    </form>
  )
}

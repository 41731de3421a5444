"use client"

import { useRouter } from "next/navigation"
import { useTransition } from "react"
import { toast } from "sonner"
import { Button } from "@/components/ui/button"
import { Field, Input, Select } from "@/components/ui/field"

const METRICS = [
  ["bookings", "Bookings"],
  ["revenue", "Revenue"],
  ["leads", "Leads"],
] as const
type GoalMetric = (typeof METRICS)[number][0]

type GoalFormProps = {
  month: string
  currency: string
  colleagues: { id: string; name: string }[]
  set: (input: {
    month: string
    metric: GoalMetric
    ownerId?: string | undefined
    target: string
  }) => Promise<{ serverError?: { message: string } | undefined; validationErrors?: unknown } | undefined>
}

/** A month's target for the team or one agent; setting it again replaces it, 0 takes it away. */
export function GoalForm({ month, currency, colleagues, set }: GoalFormProps) {
  const router = useRouter()
  const [isBusy, start] = useTransition()
  const submit = (data: FormData) =>
    start(async () => {
      const metric = METRICS.find(([id]) => id === data.get("metric"))?.[0] ?? "bookings"
      const ownerId = String(data.get("owner") ?? "")
      const answer = await set({
        month: String(data.get("month")),
        metric,
        target: String(data.get("target") ?? ""),
        ...(ownerId ? { ownerId } : {}),
      })
      if (answer?.serverError || answer?.validationErrors)
        return void toast.error(answer.serverError?.message ?? "Some fields are not right.")
      toast.success("The goal is set.")
      router.refresh()
    })
  return (
    <form action={submit} className="flex flex-wrap items-end gap-3">
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
      <Button type="submit" look="primary" isBusy={isBusy}>
        Set goal
      </Button>
    </form>
  )
}

"use client"

import { useRouter } from "next/navigation"
import { useRef, useState, useTransition } from "react"
import { toast } from "sonner"
import { channelLabel } from "@/components/lead/channel-icon"
import { Button } from "@/components/ui/button"
import { Field, Input, Select } from "@/components/ui/field"
import { CHANNELS, type Channel } from "@/lib/core/channels"

type Failure = { serverError?: { message: string; fields?: Record<string, string> | undefined } | undefined; validationErrors?: unknown }
type SpendFormProps = {
  month: string
  currency: string
  set: (input: { month: string; channel: Channel; source: string; campaign: string; amount: string }) => Promise<Failure | undefined>
  importCsv: (input: { csv: string }) => Promise<(Failure & { data?: { lines: number } }) | undefined>
}

/** One amount by hand, or many by file. Entering the same month, channel, source and campaign again replaces the amount. */
export function SpendForm({ month, currency, set, importCsv }: SpendFormProps) {
  const router = useRouter()
  const [isBusy, start] = useTransition()
  const [problems, setProblems] = useState<[string, string][]>([])
  const form = useRef<HTMLFormElement>(null)
  const submit = (data: FormData) =>
    start(async () => {
      const text = (name: string) => String(data.get(name) ?? "")
      const channel = CHANNELS.find((one) => one === text("channel")) ?? "website"
      const answer = await set({
        month: text("month"),
        channel,
        source: text("source"),
        campaign: text("campaign"),
        amount: text("amount"),
      })
      if (answer?.serverError || answer?.validationErrors)
        return void toast.error(answer.serverError?.message ?? "Some fields are not right.")
      toast.success("Saved.")
      router.refresh()
    })
  const take = (file: File) =>
    start(async () => {
      const answer = await importCsv({ csv: await file.text() })
      setProblems(Object.entries(answer?.serverError?.fields ?? {}))
      if (answer?.serverError) return void toast.error(answer.serverError.message)
      toast.success(`${answer?.data?.lines ?? 0} lines taken.`)
      router.refresh()
    })
  return (
    <div className="grid gap-3">
      <form ref={form} action={submit} className="flex flex-wrap items-end gap-3">
        <Field label="Month">
          {(props) => <Input {...props} name="month" type="month" required defaultValue={month} className="!w-40" />}
        </Field>
        <Field label="Channel">
          {(props) => (
            <Select {...props} name="channel" className="!w-40">
              {CHANNELS.map((channel) => (
                <option key={channel} value={channel}>
                  {channelLabel(channel)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Source (if known)">{(props) => <Input {...props} name="source" placeholder="google" className="!w-32" />}</Field>
        <Field label="Campaign (if known)">{(props) => <Input {...props} name="campaign" className="!w-40" />}</Field>
        <Field label={`Amount, ${currency}`}>
          {(props) => <Input {...props} name="amount" type="number" min={0} step="0.01" required className="!w-32" />}
        </Field>
        <Button type="submit" look="primary" isBusy={isBusy}>
          Save
        </Button>
      </form>
      <p className="max-w-prose text-xs text-ink-2">
        All amounts of a channel add up. Enter either one for the channel as a whole or one for each of its sources and campaigns: a total
        beside its parts would count twice. The same month, channel, source and campaign again replaces the amount, and 0 takes it away.
      </p>
      <Field
        label="Or a CSV file"
        hint="Columns month (2026-03), channel, amount; source and campaign may be left out. An amount of 0 takes an entry away, a blank one is an error."
      >
        {(props) => (
          <Input
            {...props}
            type="file"
            accept=".csv,text/csv"
            className="!h-auto max-w-sm py-1"
            onChange={(event) => {
              const [file] = event.target.files ?? []
              if (file) take(file)
              event.target.value = ""
            }}
          />
        )}
      </Field>
      {problems.length > 0 ? (
        <ul role="alert" className="text-xs text-danger">
          {problems.slice(0, 20).map(([where, what]) => (
            <li key={where}>
              {where}: {what}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

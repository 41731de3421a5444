"use client"

import { useRouter } from "next/navigation"
import type { FormEvent } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { channelLabel } from "@/components/lead/channel-icon"
import { Button } from "@/components/ui/button"
import { Field, Input, Select } from "@/components/ui/field"
import { CHANNELS } from "@/lib/core/channels"
import { importSpendAction, setSpendAction } from "../actions"

/** One amount by hand, or many by file. Entering the same month, channel, source and campaign again replaces the amount. */
export function SpendForm({ month, currency }: { month: string; currency: string }) {
  const router = useRouter()
  const set = useServerAction(setSpendAction, {
    onSuccess: () => {
      toast.success("Saved.")
      router.refresh()
    },
  })
  const importCsv = useServerAction(importSpendAction, {
    onSuccess: ({ lines }) => {
      toast.success(`${lines} lines taken.`)
      router.refresh()
    },
  })
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const text = (name: string) => String(data.get(name) ?? "")
    const channel = CHANNELS.find((one) => one === text("channel")) ?? "website"
    const outcome = await set.executeAsync({
      month: text("month"),
      channel,
      source: text("source"),
      campaign: text("campaign"),
      amount: text("amount"),
    })
    if (outcome.ok) form.reset()
  }
  const take = async (file: File) => importCsv.execute({ csv: await file.text() })
  const problems = Object.entries(importCsv.problem?.fields ?? {})
  return (
    <div className="grid gap-3">
      <form onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-3">
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
        <Button type="submit" look="primary" isBusy={set.isPending || importCsv.isPending}>
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
              if (file) void take(file)
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

"use client"

import type { FormEvent } from "react"
import { toast } from "sonner"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Input, Select } from "@/components/ui/field"
import type { MatchSettings } from "@/lib/core/matching/settings"
import { saveMatchSettingsAction } from "./actions"

type NumberField = Exclude<keyof MatchSettings, "contradiction">

const NUMBERS: readonly { name: NumberField; label: string; hint: string; min: number; max: number; step?: number }[] = [
  {
    name: "windowHours",
    label: "Time window, hours",
    hint: "A lead with only a phone and one with only an email, this close in time and with a similar name, are compared.",
    min: 1,
    max: 336,
  },
  {
    name: "recycledDays",
    label: "Silence before a number may be resold, days",
    hint: "After that, another name on it is probably another person.",
    min: 30,
    max: 3650,
  },
  {
    name: "sharedNamesMin",
    label: "Names that make a value shared",
    hint: "Seen with this many different names, a number or mailbox stops deciding alone.",
    min: 2,
    max: 8,
  },
  {
    name: "reviewBits",
    label: "Evidence from which a pair is shown, bits",
    hint: "0 is even odds; each bit more halves the number of doubtful pairs and loses a few true ones.",
    min: -10,
    max: 20,
    step: 0.5,
  },
  { name: "flagsMax", label: "Questions per event, at most", hint: "The best first; one far ahead stands alone.", min: 1, max: 5 },
]

/** What an admin may change about matching. */
export function MatchSettingsForm({ settings }: { settings: MatchSettings }) {
  const save = useServerAction(saveMatchSettingsAction, {
    shows: "form",
    onSuccess: () => void toast.success("Saved. It holds from the next event on."),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const number = (name: NumberField) => Number(given.get(name))
    save.execute({
      windowHours: number("windowHours"),
      recycledDays: number("recycledDays"),
      sharedNamesMin: number("sharedNamesMin"),
      reviewBits: number("reviewBits"),
      flagsMax: number("flagsMax"),
      contradiction: given.get("contradiction") === "hold" ? "hold" : "attach",
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div>
        <h2 className="text-base font-semibold">Who is the same person</h2>
        <p className="text-sm text-ink-2">
          Exact personal phones and emails always decide. These settings say when a person is asked instead.
        </p>
      </div>
      <Field label="The same number under a contradicting name" hint="Either way a reviewer is asked, and no name is overwritten.">
        {(props) => (
          <Select {...props} name="contradiction" defaultValue={settings.contradiction}>
            <option value="attach">joins the lead, with a question</option>
            <option value="hold">becomes a lead of its own, with a question</option>
          </Select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        {NUMBERS.map(({ name, label, hint, min, max, step }) => (
          <Field key={name} label={label} hint={hint} error={save.problem?.fields[name]}>
            {(props) => (
              <Input {...props} name={name} type="number" min={min} max={max} step={step ?? 1} required defaultValue={settings[name]} />
            )}
          </Field>
        ))}
      </div>
      <FormProblem problem={save.problem} />
      <div>
        <Button type="submit" look="primary" isBusy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}

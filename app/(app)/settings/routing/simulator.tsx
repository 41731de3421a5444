"use client"

import { useState, type FormEvent } from "react"
import { channelLabel } from "@/components/lead/channel-icon"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { LANGUAGES } from "@/components/settings/languages"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Field, Input, Select, Textarea } from "@/components/ui/field"
import { CHANNELS, type Channel } from "@/lib/core/channels"
import { BANDS, type Band } from "@/lib/core/lead-states"
import { EMIRATES, type Emirate } from "@/lib/core/routing/lead-facts"
import type { RoutingConfig } from "@/lib/core/routing/routing-config"
import type { Simulation } from "@/lib/routing/simulate"
import { simulateRoutingAction } from "./actions"
import { ReceiptSteps } from "@/components/routing/receipt-steps"
import { BAND_NAMES, EMIRATE_NAMES } from "@/components/routing/rule-words"

type Props = {
  /** What is being edited, when it differs from what is in force. */
  draft: RoutingConfig | null
  people: readonly { id: string; name: string }[]
  onResult: (rule: string | null) => void
}

/** Where would this lead go? Asked with today’s load and absences; nothing is written. */
export function Simulator({ draft, people, onResult }: Props) {
  const [isReturning, setReturning] = useState(false)
  const [result, setResult] = useState<Simulation | null>(null)
  const show = (found: Simulation | null) => {
    setResult(found)
    onResult(found?.rule ?? null)
  }
  const simulate = useServerAction(simulateRoutingAction, { shows: "form", onSuccess: show })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? "").trim()
    show(null)
    simulate.execute({
      channel: text("channel") as Channel,
      language: text("language") || null,
      country: text("country").toUpperCase() || null,
      emirate: (text("emirate") || null) as Emirate | null,
      vehicle: text("vehicle"),
      band: text("band") as Band,
      isReturning,
      earlierOwnerId: (isReturning && text("earlier")) || null,
      text: text("text"),
      ...(draft ? { draft } : {}),
    })
  }
  return (
    <section aria-labelledby="simulator-heading" className="grid content-start gap-3 rounded-lg border border-line bg-raised p-3">
      <div>
        <h3 id="simulator-heading" className="text-sm font-semibold">
          Where would this lead go?
        </h3>
        <p className="text-xs text-ink-2">
          {draft ? "Asked of the rules as you are editing them." : "Asked of the rules in force."} Nothing is written.
        </p>
      </div>
      <form onSubmit={submit} className="grid gap-3">
        <div className="grid grid-cols-2 gap-3">
          <Choice label="Channel" name="channel" options={CHANNELS.map((id) => [id, channelLabel(id)] as const)} />
          <Choice label="Priority" name="band" initial="normal" options={BANDS.map((id) => [id, BAND_NAMES[id] ?? id] as const)} />
          <Choice label="Language" name="language" options={[["", "As the message says"], ...LANGUAGES]} />
          <Choice
            label="Emirate"
            name="emirate"
            options={[["", "Unknown"], ...EMIRATES.map((id) => [id, EMIRATE_NAMES[id] ?? id] as const)]}
          />
          <Field label="Country">{(props) => <Input {...props} name="country" placeholder="AE" maxLength={2} />}</Field>
          <Field label="Vehicle">{(props) => <Input {...props} name="vehicle" placeholder="Nissan Patrol" />}</Field>
        </div>
        <Field label="Message">{(props) => <Textarea {...props} name="text" dir="auto" className="min-h-14" />}</Field>
        <Checkbox label="A returning customer" checked={isReturning} onChange={({ target }) => setReturning(target.checked)} />
        {isReturning ? (
          <Choice
            label="Who had them before"
            name="earlier"
            options={[["", "No owner"], ...people.map(({ id, name }) => [id, name] as const)]}
          />
        ) : null}
        <Button type="submit" isBusy={simulate.isPending}>
          Try it
        </Button>
      </form>
      <FormProblem problem={simulate.problem} />
      {result ? (
        <div role="status" aria-label="Where it would go" className="grid gap-2 border-t border-line pt-3">
          <p className="text-sm">
            {result.owner ? (
              <>
                It would go to <bdi className="font-semibold">{result.owner.name}</bdi>.
              </>
            ) : (
              <span className="font-semibold">No agent would get it now.</span>
            )}{" "}
            <span className="text-ink-2">{result.reason}</span>
          </p>
          <ReceiptSteps steps={result.steps} />
        </div>
      ) : null}
    </section>
  )
}

type ChoiceProps = { label: string; name: string; initial?: string; options: readonly (readonly [string, string])[] }

const Choice = ({ label, name, initial, options }: ChoiceProps) => (
  <Field label={label}>
    {(props) => (
      <Select {...props} name={name} defaultValue={initial}>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </Select>
    )}
  </Field>
)

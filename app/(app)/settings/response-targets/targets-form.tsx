"use client"

import type { FormEvent } from "react"
import { toast } from "sonner"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { BAND_NAMES, TARGET_NAMES } from "@/components/routing/rule-words"
import { Button } from "@/components/ui/button"
import { Field, Input, Select } from "@/components/ui/field"
import { BANDS } from "@/lib/core/lead-states"
import { TARGET_KINDS, type ResponseTargets, type TargetKind } from "@/lib/core/response/targets"
import { saveTargetsAction } from "./actions"

type Props = {
  targets: ResponseTargets
  managers: readonly { id: string; name: string }[]
  mayEdit: boolean
}

const MEANING: Record<TargetKind, string> = {
  assignment: "From the lead’s arrival until it has an owner.",
  first_touch: "From the customer’s first question until we call or write. Dashboards count this as answered in time.",
  first_reply: "From a later question until we call or write.",
}

/** How soon a lead is to be assigned, contacted and answered: one setting for the queue, the escalation and the reports. */
export function TargetsForm({ targets, managers, mayEdit }: Props) {
  const save = useServerAction(saveTargetsAction, {
    shows: "form",
    onSuccess: () => void toast.success("Saved. Dashboards are being recalculated."),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.execute(readForm(new FormData(event.currentTarget)))
  }
  return (
    <form onSubmit={submit} className="max-w-4xl" aria-labelledby="targets-heading">
      <fieldset disabled={!mayEdit} className="grid gap-6">
        <div>
          <h2 id="targets-heading" className="text-base font-semibold">
            Response targets
          </h2>
          <p className="max-w-2xl text-sm text-ink-2">
            Working minutes by priority. The queue, escalations and dashboards all use these targets. Messages from bots and sequences do
            not count as contact.
          </p>
        </div>
        <div className="grid gap-3">
          {TARGET_KINDS.map((kind) => (
            <TargetRow key={kind} kind={kind} target={targets[kind]} />
          ))}
        </div>
        <div className="grid items-start gap-3 sm:grid-cols-3">
          <Field label="Who is told" hint="About missed targets">
            {(props) => (
              <Select {...props} name="escalateTo" defaultValue={targets.escalateTo ?? ""}>
                <option value="">Every manager</option>
                {managers.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Escalate an overdue task after" hint="Working hours">
            {(props) => <NumberInput {...props} name="escalateTasksAfterHours" max={200} value={targets.escalateTasksAfterHours} />}
          </Field>
          <Field label="Warn of a closing WhatsApp window" hint="Minutes before it closes">
            {(props) => <NumberInput {...props} name="windowWarningMinutes" max={10_000} value={targets.windowWarningMinutes} />}
          </Field>
        </div>
        <FormProblem problem={save.problem} />
        {mayEdit ? (
          <Button type="submit" look="primary" isBusy={save.isPending} className="justify-self-start">
            Save targets
          </Button>
        ) : null}
      </fieldset>
    </form>
  )
}

const TargetRow = ({ kind, target }: { kind: TargetKind; target: ResponseTargets[TargetKind] }) => (
  <fieldset className="grid items-start gap-3 rounded-lg border border-line bg-raised p-3 lg:grid-cols-[1fr_22rem_13rem]">
    <legend className="sr-only">{TARGET_NAMES[kind]}</legend>
    <div>
      <p className="text-sm font-medium">{TARGET_NAMES[kind]}</p>
      <p className="text-xs text-ink-2">{MEANING[kind]}</p>
    </div>
    <div className="grid grid-cols-3 gap-2">
      {BANDS.map((band) => (
        <Field key={band} label={BAND_NAMES[band] ?? band}>
          {(props) => (
            <NumberInput
              {...props}
              name={`${kind}.${band}`}
              aria-label={`${TARGET_NAMES[kind]}, ${(BAND_NAMES[band] ?? band).toLowerCase()}, working minutes`}
              max={14_400}
              value={target.minutes[band]}
            />
          )}
        </Field>
      ))}
    </div>
    <Field label="When missed">
      {(props) => (
        <Select
          {...props}
          name={`${kind}.whenMissed`}
          aria-label={`When the ${TARGET_NAMES[kind].toLowerCase()} target is missed`}
          defaultValue={target.whenMissed}
        >
          <option value="notify">Tell the manager</option>
          {kind === "assignment" ? null : <option value="reassign">Reassign the lead</option>}
          <option value="off">Do nothing</option>
        </Select>
      )}
    </Field>
  </fieldset>
)

type NumberProps = { id?: string; name: string; max: number; value: number; "aria-label"?: string }

const NumberInput = ({ value, ...props }: NumberProps) => (
  <Input {...props} type="number" inputMode="numeric" min={1} step={1} required defaultValue={value} />
)

function readForm(given: FormData): ResponseTargets {
  const number = (name: string) => Number(given.get(name))
  const targetOf = (kind: TargetKind) => ({
    minutes: { high: number(`${kind}.high`), normal: number(`${kind}.normal`), nurture: number(`${kind}.nurture`) },
    whenMissed: given.get(`${kind}.whenMissed`) as ResponseTargets[TargetKind]["whenMissed"],
  })
  return {
    assignment: targetOf("assignment"),
    first_touch: targetOf("first_touch"),
    first_reply: targetOf("first_reply"),
    escalateTo: String(given.get("escalateTo")) || null,
    escalateTasksAfterHours: number("escalateTasksAfterHours"),
    windowWarningMinutes: number("windowWarningMinutes"),
  }
}

"use client"

import { Field, Input, Select } from "@/components/ui/field"
import { BREACH_KINDS, type BreachKind, type RoutingConfig } from "@/lib/core/routing/routing-config"

import { BREACH_NAMES } from "@/components/routing/rule-words"

type Props = {
  config: RoutingConfig
  people: readonly { id: string; name: string; role: string }[]
  mayEdit: boolean
  onChange: (given: Partial<RoutingConfig>) => void
}

const MEANING: Record<BreachKind, string> = {
  assignment: "From arrival until somebody has the lead.",
  first_touch: "From arrival until we reach out or move the lead on.",
  first_reply: "From the customer’s first message until our next word.",
}

/** What customers are promised, in working minutes, and what happens when it is not kept. */
export function PromisesEditor({ config, people, mayEdit, onChange }: Props) {
  const set = (kind: BreachKind, given: Partial<RoutingConfig["sla"][BreachKind]>) =>
    onChange({ sla: { ...config.sla, [kind]: { ...config.sla[kind], ...given } } })
  return (
    <fieldset disabled={!mayEdit} className="grid max-w-3xl gap-4">
      <legend className="sr-only">Promises and switches</legend>
      {BREACH_KINDS.map((kind) => (
        <div key={kind} className="grid items-start gap-3 rounded-lg border border-line bg-raised p-3 sm:grid-cols-[1fr_10rem_14rem]">
          <div>
            <p className="text-sm font-medium">{BREACH_NAMES[kind]}</p>
            <p className="text-xs text-ink-2">{MEANING[kind]}</p>
          </div>
          <Field label="Within working minutes">
            {(props) => (
              <Input
                {...props}
                type="number"
                min={1}
                max={14_400}
                placeholder="No clock"
                aria-label={`${BREACH_NAMES[kind]} within working minutes`}
                value={config.sla[kind].minutes ?? ""}
                onChange={({ target }) => set(kind, { minutes: target.value === "" ? null : Number(target.value) })}
              />
            )}
          </Field>
          <Field label="When it is missed">
            {(props) => (
              <Select
                {...props}
                aria-label={`When ${BREACH_NAMES[kind].toLowerCase()} is missed`}
                disabled={kind === "assignment"}
                value={config.sla[kind].onBreach}
                onChange={({ target }) => set(kind, { onBreach: target.value as "notify" | "reassign" })}
              >
                <option value="notify">Tell the manager</option>
                <option value="reassign">Give the lead to somebody else</option>
              </Select>
            )}
          </Field>
        </div>
      ))}
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Who is told">
          {(props) => (
            <Select {...props} value={config.escalateTo ?? ""} onChange={({ target }) => onChange({ escalateTo: target.value || null })}>
              <option value="">Every manager</option>
              {people
                .filter(({ role }) => role === "manager" || role === "admin")
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </Select>
          )}
        </Field>
        <Field label="Outside working hours">
          {(props) => (
            <Select
              {...props}
              value={config.workingHours}
              onChange={({ target }) => onChange({ workingHours: target.value as RoutingConfig["workingHours"] })}
            >
              <option value="prefer">Whoever is at work first</option>
              <option value="require">The lead waits until somebody is at work</option>
              <option value="ignore">Working hours do not matter</option>
            </Select>
          )}
        </Field>
        <Field label="A junior’s lead becomes high priority">
          {(props) => (
            <Select
              {...props}
              value={config.whenHigh}
              onChange={({ target }) => onChange({ whenHigh: target.value as RoutingConfig["whenHigh"] })}
            >
              <option value="move_untouched">Goes to a senior while it is new</option>
              <option value="move">Always goes to a senior</option>
              <option value="notify">Stays, and managers are told</option>
              <option value="off">Nothing</option>
            </Select>
          )}
        </Field>
      </div>
    </fieldset>
  )
}

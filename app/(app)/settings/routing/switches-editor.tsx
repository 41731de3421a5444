"use client"

import { Field, Select } from "@/components/ui/field"
import type { RoutingConfig } from "@/lib/core/routing/routing-config"
import { TargetsLink } from "@/components/settings/targets-link"

type Props = { config: RoutingConfig; mayEdit: boolean; onChange: (given: Partial<RoutingConfig>) => void }

/** What routing does outside working hours, and when a lead becomes high priority. */
export function SwitchesEditor({ config, mayEdit, onChange }: Props) {
  return (
    <fieldset disabled={!mayEdit} className="grid max-w-3xl gap-4">
      <legend className="sr-only">Options</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Outside working hours">
          {(props) => (
            <Select
              {...props}
              value={config.workingHours}
              onChange={({ target }) => onChange({ workingHours: target.value as RoutingConfig["workingHours"] })}
            >
              <option value="prefer">Agents at work first</option>
              <option value="require">The lead waits until an agent is at work</option>
              <option value="ignore">Working hours do not matter</option>
            </Select>
          )}
        </Field>
        <Field label="When a junior’s lead becomes high priority">
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
      <TargetsLink>How soon a lead is to be assigned and contacted, and what happens when it is not:</TargetsLink>
    </fieldset>
  )
}

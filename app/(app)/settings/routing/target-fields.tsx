"use client"

import { Choices } from "@/components/settings/choices"
import { Field, Select } from "@/components/ui/field"
import type { RoutingPool, RoutingRule, RuleTarget } from "@/lib/core/routing/routing-config"

type Props = {
  target: RuleTarget
  ifNobody: RoutingRule["ifNobody"]
  pools: readonly RoutingPool[]
  people: readonly { id: string; name: string }[]
  onTarget: (target: RuleTarget) => void
  onIfNobody: (ifNobody: RoutingRule["ifNobody"]) => void
}

/** A choice by one list: each team, named people, the previous agent, or none. */
export function TargetFields({ target, ifNobody, pools, people, onTarget, onIfNobody }: Props) {
  const chosen = target.kind === "pool" ? `pool:${target.poolId}` : target.kind
  const choose = (value: string) => {
    if (value === "keep" || value === "added_by" || value === "overflow") onTarget({ kind: value })
    else if (value === "people") onTarget({ kind: "people", userIds: [] })
    else onTarget({ kind: "pool", poolId: value.slice("pool:".length), speaks: target.kind === "pool" ? target.speaks : "prefer" })
  }
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="Who gets them">
        {(props) => (
          <Select {...props} value={chosen} onChange={({ target: { value } }) => choose(value)}>
            {pools.map(({ id, name }) => (
              <option key={id} value={`pool:${id}`}>
                {name}, in turns
              </option>
            ))}
            <option value="people">Certain people, in turns</option>
            <option value="keep">The agent who had them before</option>
            <option value="added_by">The person who added it</option>
            <option value="overflow">No agent: wait for a manager</option>
          </Select>
        )}
      </Field>
      {target.kind === "pool" ? (
        <Field label="Of those">
          {(props) => (
            <Select
              {...props}
              value={target.speaks}
              onChange={({ target: { value } }) => onTarget({ ...target, speaks: value as typeof target.speaks })}
            >
              <option value="prefer">Speakers of the language first</option>
              <option value="require">Only speakers of the language</option>
              <option value="any">Any agent</option>
            </Select>
          )}
        </Field>
      ) : null}
      {target.kind === "overflow" ? null : (
        <Field label="When all of them are full or away">
          {(props) => (
            <Select {...props} value={ifNobody} onChange={({ target: { value } }) => onIfNobody(value as RoutingRule["ifNobody"])}>
              <option value="next">Ask the next rule</option>
              <option value="wait">Let the lead wait</option>
            </Select>
          )}
        </Field>
      )}
      {target.kind === "people" ? (
        <div className="sm:col-span-2">
          <Choices
            legend="People"
            options={people.map(({ id, name }) => [id, name] as const)}
            value={target.userIds}
            onChange={(userIds) => onTarget({ kind: "people", userIds })}
          />
        </div>
      ) : null}
    </div>
  )
}

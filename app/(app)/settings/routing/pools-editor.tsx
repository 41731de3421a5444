"use client"

import { Plus } from "lucide-react"
import { Choices } from "@/components/settings/choices"
import { ROLE_NAMES } from "@/components/settings/languages"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import { ROLES } from "@/lib/core/lead-states"
import type { RoutingConfig, RoutingPool } from "@/lib/core/routing/routing-config"

type Props = {
  config: RoutingConfig
  people: readonly { id: string; name: string }[]
  mayEdit: boolean
  onChange: (pools: RoutingPool[]) => void
}

/** Teams that share their leads in turns: everyone with a role, and named people. */
export function PoolsEditor({ config: { pools, rules }, people, mayEdit, onChange }: Props) {
  const change = (id: string, given: Partial<RoutingPool>) => onChange(pools.map((pool) => (pool.id === id ? { ...pool, ...given } : pool)))
  const add = () => onChange([...pools, { id: `pool-${crypto.randomUUID()}`, name: "New pool", roles: [], userIds: [] }])
  return (
    <div className="grid gap-3">
      {pools.map((pool) => {
        const users = rules.filter(({ target }) => target.kind === "pool" && target.poolId === pool.id)
        return (
          <fieldset key={pool.id} disabled={!mayEdit} className="grid gap-3 rounded-lg border border-line bg-raised p-3">
            <legend className="sr-only">{pool.name}</legend>
            <div className="flex flex-wrap items-end gap-3">
              <div className="w-64 max-w-full">
                <Field label="Pool">
                  {(props) => <Input {...props} value={pool.name} onChange={({ target }) => change(pool.id, { name: target.value })} />}
                </Field>
              </div>
              <p className="grow pb-1.5 text-xs text-ink-3">
                {users.length === 0 ? "No rule uses it." : `Used by: ${users.map(({ name }) => name).join(", ")}`}
              </p>
              {mayEdit && users.length === 0 ? (
                <Button look="danger" onClick={() => onChange(pools.filter(({ id }) => id !== pool.id))}>
                  Remove
                </Button>
              ) : null}
            </div>
            <Choices
              legend="Everyone who is"
              options={ROLES.map((role) => [role, ROLE_NAMES[role] ?? role] as const)}
              value={pool.roles}
              onChange={(roles) => change(pool.id, { roles: ROLES.filter((role) => roles.includes(role)) })}
            />
            <Choices
              legend="And these people"
              options={people.map(({ id, name }) => [id, name] as const)}
              value={pool.userIds}
              onChange={(userIds) => change(pool.id, { userIds })}
            />
          </fieldset>
        )
      })}
      {mayEdit ? (
        <div>
          <Button onClick={add}>
            <Plus aria-hidden className="size-4" /> Add a pool
          </Button>
        </div>
      ) : null}
    </div>
  )
}

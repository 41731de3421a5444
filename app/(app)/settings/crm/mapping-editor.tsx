"use client"

import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Select } from "@/components/ui/field"
import { canReceive, mappingKey } from "@/lib/core/sync/check-mapping"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { isEssential, type FieldMapping } from "@/lib/core/sync/mapping"
import { directionsOf, policiesOf } from "@/lib/core/sync/mapping-words"
import { saveMappingsAction } from "./actions"

type Property = { name: string; label: string; readOnly: boolean }

type MappingEditorProps = {
  crm: string
  label: string
  mappings: readonly FieldMapping[]
  properties: Record<CrmObject, readonly Property[]>
}

/** Every line of the mapping, edited in place. */
export function MappingEditor({ crm, label, mappings, properties }: MappingEditorProps) {
  const [lines, setLines] = useState(mappings)
  const save = useServerAction(saveMappingsAction, {
    onSuccess: () => void toast.success("Saved. Every linked lead is compared again."),
  })
  const change = (at: number, part: Partial<FieldMapping>) =>
    setLines(lines.map((line, index) => (index === at ? { ...line, ...part } : line)))
  return (
    <div className="grid gap-3">
      <div className="overflow-x-auto rounded-lg border border-line bg-raised" tabIndex={0} role="region" aria-label="Field mapping">
        <table className="w-full min-w-[44rem] border-separate border-spacing-0 text-sm">
          <thead className="text-xs text-ink-3">
            <tr>
              {["On", "Field", "Record", "Property", "Direction", "Who is right"].map((title) => (
                <th key={title} scope="col" className="border-b border-line px-3 py-2 text-start font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, at) => (
              <Line
                key={mappingKey(line)}
                label={label}
                line={line}
                properties={properties[line.object]}
                problem={save.problem?.fields[mappingKey(line)]}
                change={(part) => change(at, part)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div>
        <Button look="primary" isBusy={save.isPending} onClick={() => save.execute({ crm, input: { mappings: [...lines] } })}>
          Save mapping
        </Button>
      </div>
    </div>
  )
}

type LineProps = {
  label: string
  line: FieldMapping
  properties: readonly Property[]
  problem: string | undefined
  change: (part: Partial<FieldMapping>) => void
}

function Line({ label: crmLabel, line, properties, problem, change }: LineProps) {
  const [directions, policies] = [directionsOf(crmLabel), policiesOf(crmLabel)]
  const name = line.field.replaceAll("_", " ")
  const isFixed = isEssential(line)
  const cell = "border-b border-line px-3 py-1.5"
  return (
    <tr>
      <td className={cell}>
        <Checkbox
          label={`Sync ${name}`}
          isLabelHidden
          checked={line.isOn}
          disabled={isFixed}
          onChange={({ target }) => change({ isOn: target.checked })}
        />
      </td>
      <th scope="row" className={`${cell} text-start font-medium whitespace-nowrap`}>
        {name}
        {problem ? (
          <span role="alert" className="block max-w-52 text-xs font-normal whitespace-normal text-danger">
            {problem}
          </span>
        ) : null}
      </th>
      <td className={`${cell} text-ink-2`}>{line.object}</td>
      <td className={cell}>
        {line.properties.length > 1 || isFixed || properties.length === 0 ? (
          <code className="text-xs text-ink-2">{line.properties.join(" + ")}</code>
        ) : (
          <Select
            aria-label={`Property for ${name}`}
            value={line.properties[0]}
            onChange={({ target }) => change({ properties: [target.value] })}
          >
            {properties.some((property) => property.name === line.properties[0]) ? null : (
              <option value={line.properties[0]}>{line.properties[0]} (missing)</option>
            )}
            {properties.map((property) => (
              <option key={property.name} value={property.name} disabled={property.readOnly}>
                {property.label} ({property.name})
              </option>
            ))}
          </Select>
        )}
      </td>
      <td className={cell}>
        <Select
          aria-label={`Direction of ${name}`}
          value={line.direction}
          disabled={isFixed}
          onChange={({ target }) => change({ direction: directions.find(([value]) => value === target.value)?.[0] ?? line.direction })}
        >
          {directions.map(([value, label]) => (
            <option key={value} value={value} disabled={value !== "out" && !canReceive(line.field)}>
              {label}
            </option>
          ))}
        </Select>
      </td>
      <td className={cell}>
        <Select
          className="min-w-36"
          aria-label={`Who is right about ${name}`}
          value={line.policy}
          disabled={isFixed}
          onChange={({ target }) => change({ policy: policies.find(([value]) => value === target.value)?.[0] ?? line.policy })}
        >
          {policies.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </td>
    </tr>
  )
}

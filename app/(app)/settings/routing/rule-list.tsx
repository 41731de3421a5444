"use client"

import { ArrowDown, ArrowRight, ArrowUp, Plus } from "lucide-react"
import { Badge } from "@/components/ui/badge"
import { Button, IconButton } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import type { RoutingConfig, RoutingRule } from "@/lib/core/routing/routing-config"
import { conditionWords, targetWords } from "@/components/routing/rule-words"

type Props = {
  config: RoutingConfig
  people: readonly { id: string; name: string }[]
  mayEdit: boolean
  /** The rule that the simulator’s lead ended at. */
  decidedBy: string | null
  onChange: (rules: RoutingRule[]) => void
  onEdit: (id: string) => void
  onAdd: () => void
}

/** The order is the order in which they are asked. */
export function RuleList({ config, people, mayEdit, decidedBy, onChange, onEdit, onAdd }: Props) {
  const { rules, pools } = config
  const move = (from: number, to: number) => {
    const next = rules.toSpliced(from, 1)
    const rule = rules[from]
    if (rule) onChange(next.toSpliced(to, 0, rule))
  }
  const change = (id: string, given: Partial<RoutingRule>) => onChange(rules.map((rule) => (rule.id === id ? { ...rule, ...given } : rule)))
  return (
    <div className="grid gap-2">
      <ol aria-label="Rules" className="grid gap-2">
        {rules.map((rule, at) => (
          <li
            key={rule.id}
            className={`flex items-start gap-2.5 rounded-lg border bg-raised px-3 py-2.5 ${decidedBy === rule.id ? "border-accent" : "border-line"}`}
          >
            <span className="w-4 shrink-0 pt-0.5 text-end text-xs text-ink-3">{at + 1}</span>
            <Checkbox
              label={`${rule.name} is on`}
              isLabelHidden
              checked={rule.isEnabled}
              disabled={!mayEdit}
              onChange={({ target }) => change(rule.id, { isEnabled: target.checked })}
            />
            <div className={`min-w-0 grow ${rule.isEnabled ? "" : "text-ink-3"}`}>
              <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
                {mayEdit ? (
                  <button type="button" className="text-start hover:underline" onClick={() => onEdit(rule.id)}>
                    {rule.name}
                  </button>
                ) : (
                  rule.name
                )}
                {decidedBy === rule.id ? <Badge tone="accent">decides this lead</Badge> : null}
              </p>
              <p className="text-xs text-ink-2">
                {conditionWords(rule)} <ArrowRight aria-label="goes to" className="inline size-3 text-ink-3 rtl:-scale-x-100" />{" "}
                {targetWords(rule, pools, people)}
                {rule.ifNobody === "wait" ? <span className="text-ink-3"> · else it waits</span> : null}
              </p>
            </div>
            {mayEdit ? (
              <span className="flex shrink-0">
                <IconButton label={`Move ${rule.name} up`} disabled={at === 0} onClick={() => move(at, at - 1)}>
                  <ArrowUp aria-hidden className="size-4" />
                </IconButton>
                <IconButton label={`Move ${rule.name} down`} disabled={at === rules.length - 1} onClick={() => move(at, at + 1)}>
                  <ArrowDown aria-hidden className="size-4" />
                </IconButton>
              </span>
            ) : null}
          </li>
        ))}
      </ol>
      {rules.length === 0 ? <p className="text-sm text-ink-2">No rules: every lead waits until an agent claims it.</p> : null}
      {mayEdit ? (
        <div>
          <Button onClick={onAdd}>
            <Plus aria-hidden className="size-4" /> Add a rule
          </Button>
        </div>
      ) : null}
    </div>
  )
}

"use client"

import { ArrowUp, Plus, Trash2 } from "lucide-react"
import { Button, IconButton } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Input } from "@/components/ui/field"
import type { ChecklistItem } from "@/lib/core/stages"

type ChecklistEditorProps = { items: readonly ChecklistItem[]; mayRequire: boolean; onChange: (items: ChecklistItem[]) => void }

/** What is settled with the person; an item keeps its answers when it is reworded. */
export function ChecklistEditor({ items, mayRequire, onChange }: ChecklistEditorProps) {
  const change = (id: string, part: Partial<ChecklistItem>) => onChange(items.map((item) => (item.id === id ? { ...item, ...part } : item)))
  const up = (at: number) =>
    onChange(items.map((item, index) => (index === at - 1 ? (items[at] ?? item) : index === at ? (items[at - 1] ?? item) : item)))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">Checklist</legend>
      {items.length === 0 ? (
        <p className="text-sm text-ink-3">Nothing to tick. Items are ticked on the lead, or where the gate asks for them.</p>
      ) : null}
      <ul className="grid gap-1.5">
        {items.map((item, at) => (
          <li key={item.id} className="flex items-center gap-2">
            <Input
              aria-label={`Item ${at + 1}`}
              required
              maxLength={120}
              dir="auto"
              value={item.label}
              onChange={(event) => change(item.id, { label: event.target.value })}
            />
            {mayRequire ? (
              <Checkbox
                label="Required"
                className="shrink-0"
                checked={item.required}
                onChange={(event) => change(item.id, { required: event.target.checked })}
              />
            ) : null}
            <IconButton label={`Move item ${at + 1} up`} disabled={at === 0} onClick={() => up(at)}>
              <ArrowUp aria-hidden className="size-4" />
            </IconButton>
            <IconButton label={`Remove item ${at + 1}`} onClick={() => onChange(items.filter(({ id }) => id !== item.id))}>
              <Trash2 aria-hidden className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
      <div>
        <Button size="sm" onClick={() => onChange([...items, { id: crypto.randomUUID(), label: "", required: false }])}>
          <Plus aria-hidden className="size-3.5" /> Add an item
        </Button>
      </div>
    </fieldset>
  )
}

"use client"

import { ArrowUp, Plus, Trash2 } from "lucide-react"
import { useState, type FormEvent } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button, IconButton } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Input } from "@/components/ui/field"
import type { LostReason } from "@/lib/pipeline/stages/lost-reasons"
import { saveLostReasonsAction } from "./actions"

type Draft = { key: string; id?: string; label: string; active: boolean }

/** The list that "Why is it lost?" chooses from, and that reports count by. */
export function LostReasonsEditor({ initial }: { initial: readonly LostReason[] }) {
  const start = initial.map((reason): Draft => ({ key: reason.id, ...reason }))
  const [reasons, setReasons] = useState(start)
  const save = useServerAction(saveLostReasonsAction, { onSuccess: () => void toast.success("The reasons are saved.") })
  const change = (key: string, part: Partial<Draft>) =>
    setReasons(reasons.map((reason) => (reason.key === key ? { ...reason, ...part } : reason)))
  const up = (at: number) =>
    setReasons(
      reasons.map((reason, index) => (index === at - 1 ? (reasons[at] ?? reason) : index === at ? (reasons[at - 1] ?? reason) : reason)),
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.execute({ reasons: reasons.map(({ id, label, active }) => ({ ...(id === undefined ? {} : { id }), label, active })) })
  }
  return (
    <form onSubmit={submit} className="grid max-w-xl gap-2">
      <h2 className="text-base font-semibold">Reasons for losing a lead</h2>
      <p className="text-sm text-ink-2">
        A renamed reason is renamed on the leads that have it. One in use is switched off instead of deleted, so that reports keep their
        numbers. Words that are not in the list are kept as a note under “{reasons.find(({ id }) => id === "other")?.label ?? "Other"}”.
      </p>
      <ul className="grid gap-1.5">
        {reasons.map((reason, at) => (
          <li key={reason.key} className="flex items-center gap-2">
            <Input
              aria-label={`Reason ${at + 1}`}
              required
              maxLength={60}
              dir="auto"
              value={reason.label}
              onChange={(event) => change(reason.key, { label: event.target.value })}
            />
            <Checkbox
              label="In use"
              className="shrink-0"
              checked={reason.active}
              disabled={reason.id === "other"}
              onChange={(event) => change(reason.key, { active: event.target.checked })}
            />
            <IconButton label={`Move reason ${at + 1} up`} disabled={at === 0} onClick={() => up(at)}>
              <ArrowUp aria-hidden className="size-4" />
            </IconButton>
            <IconButton
              label={`Remove reason ${at + 1}`}
              disabled={reason.id === "other"}
              onClick={() => setReasons(reasons.filter(({ key }) => key !== reason.key))}
            >
              <Trash2 aria-hidden className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className="flex gap-2">
        <Button onClick={() => setReasons([...reasons, { key: crypto.randomUUID(), label: "", active: true }])}>
          <Plus aria-hidden className="size-4" /> Add a reason
        </Button>
        <Button type="submit" look="primary" isBusy={save.isPending} disabled={JSON.stringify(reasons) === JSON.stringify(start)}>
          Save reasons
        </Button>
      </div>
    </form>
  )
}

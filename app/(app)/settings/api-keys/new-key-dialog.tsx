"use client"

import { useState, type FormEvent } from "react"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input, Select } from "@/components/ui/field"
import { createApiKeyAction } from "./actions"

type Scope = "full" | "read" | "write" | "context" | "metrics"

export const SCOPE_NAMES: Record<string, string> = {
  read: "Read leads",
  write: "Read and write leads",
  context: "Look one person up",
  metrics: "Read metrics",
  full: "Everything but settings",
}

const SCOPE_HINTS: Record<string, string> = {
  read: "For reports and other systems that only look.",
  write: "For whatever sends leads, moves them or fills them in.",
  context: "For a chatbot on a public page: one person at a time, never the list.",
  metrics: "For Prometheus: numbers about the system, no leads.",
  full: "Also merges, exports and replays. Give it to your own back office alone.",
}

export function NewKeyDialog({ onMade, onClose }: { onMade: (key: string) => void; onClose: () => void }) {
  const [scope, setScope] = useState<Scope>("write")
  const create = useServerAction(createApiKeyAction, { shows: "form", onSuccess: ({ key }) => onMade(key) })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const days = String(form.get("days") ?? "")
    create.execute({ name: String(form.get("name") ?? ""), scope, days: days === "" ? null : Number(days) })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="New API key" description="It is shown once, right after this.">
      <form onSubmit={submit} className="grid gap-3" noValidate>
        <Field label="What is it for?" error={create.problem?.fields["name"]}>
          {(props) => <Input {...props} name="name" placeholder="Website back end" autoFocus />}
        </Field>
        <Field label="It may" hint={SCOPE_HINTS[scope]}>
          {(props) => (
            <Select {...props} value={scope} onChange={({ target }) => setScope(target.value as Scope)}>
              {Object.entries(SCOPE_NAMES).map(([id, name]) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="It expires">
          {(props) => (
            <Select {...props} name="days" defaultValue="">
              <option value="">Never</option>
              <option value="30">In 30 days</option>
              <option value="90">In 90 days</option>
              <option value="365">In a year</option>
            </Select>
          )}
        </Field>
        <FormProblem problem={create.problem} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={create.isPending}>
            Make the key
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

"use client"

import { useState, type FormEvent } from "react"
import { problemOf, type ActionAnswer, type Problem } from "@/components/settings/action-problem"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input, Select } from "@/components/ui/field"

type Scope = "full" | "read" | "write" | "context"

export type CreateKey = (input: { name: string; scope: Scope; days: number | null }) => Promise<ActionAnswer<{ key: string }>>

export const SCOPE_NAMES: Record<string, string> = {
  read: "Read leads",
  write: "Read and write leads",
  context: "Look one person up",
  full: "Everything but settings",
}

const SCOPE_HINTS: Record<string, string> = {
  read: "For reports and other systems that only look.",
  write: "For whatever sends leads, moves them or fills them in.",
  context: "For a chatbot on a public page: one person at a time, never the list.",
  full: "Also merges, exports and replays. Give it to your own back office alone.",
}

export function NewKeyDialog({ create, onMade, onClose }: { create: CreateKey; onMade: (key: string) => void; onClose: () => void }) {
  const [scope, setScope] = useState<Scope>("write")
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const days = String(form.get("days") ?? "")
    setBusy(true)
    const answer = await create({ name: String(form.get("name") ?? ""), scope, days: days === "" ? null : Number(days) })
    setBusy(false)
    setProblem(problemOf(answer))
    if (answer?.data?.key) onMade(answer.data.key)
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="New API key" description="It is shown once, right after this.">
      <form onSubmit={(event) => void submit(event)} className="grid gap-3" noValidate>
        <Field label="What is it for?" error={problem?.fields["name"]}>
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
        <p role="alert" className="min-h-5 text-sm text-danger">
          {problem?.message}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={isBusy}>
            Make the key
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

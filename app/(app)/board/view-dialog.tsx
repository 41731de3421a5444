"use client"

import type { FormEvent } from "react"
import { FormProblem } from "@/components/action/form-problem"
import type { Problem } from "@/components/action/problem"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input } from "@/components/ui/field"

type ViewDialogProps = {
  title: string
  initial: { name: string; shared: boolean }
  problem: Problem | null
  isBusy: boolean
  onSave: (view: { name: string; shared: boolean }) => void
  onClose: () => void
}

export function ViewDialog({ title, initial, problem, isBusy, onSave, onClose }: ViewDialogProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    onSave({ name: String(given.get("name") ?? "").trim(), shared: given.get("shared") === "on" })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label="Name">
          {(props) => (
            <Input
              {...props}
              name="name"
              required
              maxLength={60}
              dir="auto"
              autoFocus
              defaultValue={initial.name}
              placeholder="Airport, unassigned"
            />
          )}
        </Field>
        <Checkbox
          name="shared"
          defaultChecked={initial.shared}
          label="Share with the team"
          hint="Everyone on the team sees it; you and managers can change it."
        />
        <FormProblem problem={problem} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

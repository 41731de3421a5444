"use client"

import { useState, type FormEvent } from "react"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Choices } from "@/components/settings/choices"
import { LANGUAGES, ROLE_NAMES } from "@/components/settings/languages"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input, Select } from "@/components/ui/field"
import { ROLES, type Role } from "@/lib/core/lead-states"
import { addPersonAction } from "./actions"

type Props = {
  hasProviders: boolean
  onAdded: (name: string, password: string | null) => void
  onClose: () => void
}

export function AddPersonDialog({ hasProviders, onAdded, onClose }: Props) {
  const [languages, setLanguages] = useState<string[]>(["en"])
  const add = useServerAction(addPersonAction, { shows: "form", onSuccess: ({ password }, { name }) => onAdded(name, password) })
  const fields = add.problem?.fields ?? {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? "")
    const signIn = text("signIn") === "provider" ? ("provider" as const) : ("password" as const)
    add.execute({ name: text("name"), email: text("email"), role: text("role") as Role, languages, signIn })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Add a person"
      description="Agents and senior agents get leads by the routing rules from the first minute."
    >
      <form onSubmit={submit} className="grid gap-3" noValidate>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Name" error={fields["name"]}>
            {(props) => <Input {...props} name="name" dir="auto" autoFocus required />}
          </Field>
          <Field label="Email" error={fields["email"]}>
            {(props) => <Input {...props} name="email" type="email" required />}
          </Field>
          <Field label="Role">
            {(props) => (
              <Select {...props} name="role" defaultValue="agent">
                {ROLES.map((role) => (
                  <option key={role} value={role}>
                    {ROLE_NAMES[role]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Signs in with" hint={hasProviders ? undefined : "Google and Microsoft are not set up on this installation."}>
            {(props) => (
              <Select {...props} name="signIn" defaultValue="password">
                <option value="password">A password, shown once</option>
                <option value="provider">Google or Microsoft</option>
              </Select>
            )}
          </Field>
        </div>
        <Choices legend="Speaks" options={LANGUAGES} value={languages} onChange={setLanguages} />
        <FormProblem problem={add.problem} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={add.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

"use client"

import { signOut } from "next-auth/react"
import type { FormEvent } from "react"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import { changePasswordAction } from "./actions"

export function PasswordForm() {
  const change = useServerAction(changePasswordAction, { shows: "form", onSuccess: () => signOut({ callbackUrl: "/sign-in" }) })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? "")
    if (text("next") !== text("again")) return change.refuse({ fields: { again: "The two passwords differ." } })
    change.execute({ current: text("current"), next: text("next") })
  }
  const field = (name: string, label: string, autoComplete: string) => (
    <Field label={label} error={change.problem?.fields[name]}>
      {(props) => <Input {...props} name={name} type="password" autoComplete={autoComplete} required />}
    </Field>
  )
  return (
    <form onSubmit={submit} className="grid max-w-sm gap-3" noValidate>
      <div>
        <h2 className="text-sm font-semibold">Change your password</h2>
        <p className="text-sm text-ink-2">You are signed out everywhere and sign in again with the new one.</p>
      </div>
      {field("current", "Current password", "current-password")}
      {field("next", "New password, at least 12 characters", "new-password")}
      {field("again", "Repeat new password", "new-password")}
      <FormProblem problem={change.problem} />
      <div>
        <Button type="submit" look="primary" isBusy={change.isPending}>
          Change password
        </Button>
      </div>
    </form>
  )
}

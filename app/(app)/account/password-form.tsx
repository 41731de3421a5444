"use client"

import { signOut } from "next-auth/react"
import { useState, type FormEvent } from "react"
import { problemOf, type ActionAnswer, type Problem } from "@/components/settings/action-problem"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"

type Props = { change: (input: { current: string; next: string }) => Promise<ActionAnswer> }

export function PasswordForm({ change }: Props) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? "")
    if (text("next") !== text("again")) return setProblem({ message: "", fields: { again: "These two differ." } })
    setBusy(true)
    const wrong = problemOf(await change({ current: text("current"), next: text("next") }))
    setBusy(false)
    setProblem(wrong)
    if (!wrong) await signOut({ callbackUrl: "/sign-in" })
  }
  const field = (name: string, label: string, autoComplete: string) => (
    <Field label={label} error={problem?.fields[name]}>
      {(props) => <Input {...props} name={name} type="password" autoComplete={autoComplete} required />}
    </Field>
  )
  return (
    <form onSubmit={(event) => void submit(event)} className="grid max-w-sm gap-3" noValidate>
      <div>
        <h2 className="text-sm font-semibold">Change your password</h2>
        <p className="text-sm text-ink-2">You are signed out everywhere and sign in again with the new one.</p>
      </div>
      {field("current", "Present password", "current-password")}
      {field("next", "New password, at least 12 characters", "new-password")}
      {field("again", "New password again", "new-password")}
      <p role="alert" className="min-h-5 text-sm text-danger">
        {problem?.message}
      </p>
      <div>
        <Button type="submit" look="primary" isBusy={isBusy}>
          Change password
        </Button>
      </div>
    </form>
  )
}

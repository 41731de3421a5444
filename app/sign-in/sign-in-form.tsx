"use client"

import { CircleAlert } from "lucide-react"
import { signIn } from "next-auth/react"
import { useRef, useState, type FormEvent } from "react"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import { DemoPeople, type DemoPerson } from "./demo-people"

type Props = {
  providers: { id: string; name: string }[]
  demo: { password: string; people: DemoPerson[] } | null
  refusal: string | null
  /** The page that the person wanted to see. */
  returnTo: string
}

const REASONS: Record<string, string> = {
  CredentialsSignin: "Email or password is wrong.",
  throttled: "Too many tries. Wait a few minutes and try again.",
}

export function SignInForm({ providers, demo, refusal, returnTo }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const [problem, setProblem] = useState(refusal)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isBusy) return
    const given = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(null)
    const outcome = await signIn("credentials", { redirect: false, email: given.get("email"), password: given.get("password") }).catch(
      () => undefined,
    )
    if (outcome?.ok) {
      window.location.assign(returnTo)
      return
    }
    setBusy(false)
    setProblem(REASONS[outcome?.error ?? ""] ?? "Signing in did not work. Please try again.")
  }
  const fill = (email: string, password: string) => {
    const fields = form.current?.elements
    const set = (name: string, value: string) => {
      const field = fields?.namedItem(name)
      if (field instanceof HTMLInputElement) field.value = value
    }
    set("email", email)
    set("password", password)
    form.current?.requestSubmit()
  }
  return (
    <div className="grid gap-6">
      <form ref={form} onSubmit={submit} method="post" className="grid gap-3.5 rounded-xl border border-line bg-raised p-5 shadow-xs">
        {problem ? (
          <p role="alert" className="flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {problem}
          </p>
        ) : null}
        <Field label="Email">
          {(props) => <Input {...props} name="email" type="email" dir="ltr" autoComplete="username" required autoFocus />}
        </Field>
        <Field label="Password">
          {(props) => <Input {...props} name="password" type="password" dir="ltr" autoComplete="current-password" required />}
        </Field>
        <Button type="submit" look="primary" isBusy={isBusy} className="mt-1">
          Sign in
        </Button>
        {providers.length > 0 ? <Or /> : null}
        {providers.map(({ id, name }) => (
          <Button key={id} onClick={() => void signIn(id, { callbackUrl: returnTo })}>
            Continue with {name}
          </Button>
        ))}
      </form>
      {demo ? <DemoPeople people={demo.people} onChoose={(email) => fill(email, demo.password)} /> : null}
    </div>
  )
}

const Or = () => (
  <div
    aria-hidden
    className="flex items-center gap-3 text-xs text-ink-3 before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line"
  >
    or
  </div>
)

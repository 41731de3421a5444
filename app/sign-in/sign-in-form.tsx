"use client"

import { signIn } from "next-auth/react"
import { useRef, useState, type FormEvent } from "react"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"

type Props = {
  providers: { id: string; name: string }[]
  demo: { password: string; people: { email: string; title: string }[] } | null
  refusal: string | null
  /** The page that the person wanted to see. */
  returnTo: string
}

const REASONS: Record<string, string> = {
  CredentialsSignin: "E-mail or password is wrong.",
  throttled: "Too many tries. Wait a few minutes and try again.",
}

export const SignInForm = ({ providers, demo, refusal, returnTo }: Props) => {
  const form = useRef<HTMLFormElement>(null)
  const [problem, setProblem] = useState(refusal)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
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
    <div className="grid gap-5">
      <form ref={form} onSubmit={submit} method="post" className="grid gap-3 rounded-xl border border-line bg-raised p-5">
        <Field label="E-mail">{(props) => <Input {...props} name="email" type="email" autoComplete="username" required autoFocus />}</Field>
        <Field label="Password">
          {(props) => <Input {...props} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        <p role="alert" className="min-h-5 text-sm text-danger">
          {problem}
        </p>
        <Button type="submit" look="primary" disabled={isBusy}>
          {isBusy ? "Signing in …" : "Sign in"}
        </Button>
        {providers.map(({ id, name }) => (
          <Button key={id} onClick={() => void signIn(id, { callbackUrl: returnTo })}>
            Continue with {name}
          </Button>
        ))}
      </form>
      {demo ? (
        <section aria-label="Demo sign-ins" className="grid gap-1 text-sm">
          <h2 className="px-1 text-xs font-medium text-ink-3">Demo: sign in as</h2>
          {demo.people.map(({ email, title }) => (
            <button
              key={email}
              type="button"
              onClick={() => fill(email, demo.password)}
              className="rounded-md px-3 py-1.5 text-start hover:bg-hover"
            >
              {title}
            </button>
          ))}
        </section>
      ) : null}
    </div>
  )
}

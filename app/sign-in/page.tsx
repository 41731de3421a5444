import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { BrandMark } from "@/components/layout/brand"
import { env } from "@/lib/platform/env"
import { signInProviders } from "@/lib/web/auth-options"
import { returnPath } from "@/lib/web/return-path"
import { currentViewer } from "@/lib/web/session"
import { SignInForm } from "./sign-in-form"

export const metadata: Metadata = { title: "Sign in" }

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { error, from } = await searchParams
  const returnTo = returnPath(from)
  if (await currentViewer()) redirect(returnTo)
  const { ONELEAD_DEMO, ONELEAD_DEMO_SIGN_INS } = env()
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="grid w-full max-w-sm gap-6">
        <div className="grid gap-4">
          <BrandMark className="size-9" />
          <div>
            <h1 className="text-xl font-semibold tracking-tight">Sign in to Onelead</h1>
            <p className="mt-1 text-sm text-ink-2">Every lead, whatever the channel.</p>
          </div>
        </div>
        <SignInForm
          providers={signInProviders()}
          returnTo={returnTo}
          demo={ONELEAD_DEMO ? (ONELEAD_DEMO_SIGN_INS ?? null) : null}
          refusal={error === undefined ? null : "This account is not known here. Ask an admin to add you."}
        />
      </div>
    </main>
  )
}

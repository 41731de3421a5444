"use client"

import { RunbookLink } from "@/components/layout/runbook-link"
import { Button, buttonClass, LinkButton } from "@/components/ui/button"
import { ErrorState } from "@/components/ui/states"

export default function AppError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState
      title="This page could not be shown"
      reference={error.digest}
      action={
        <>
          <Button look="primary" onClick={reset}>
            Try again
          </Button>
          <LinkButton href="/board">Go to board</LinkButton>
          <RunbookLink section="a-page-or-request-failed" className={buttonClass()} />
        </>
      }
    >
      Nothing was lost: events keep coming in and are kept. Try again; if it stays, tell an admin
      {error.digest ? " and quote the reference below" : ""}.
    </ErrorState>
  )
}

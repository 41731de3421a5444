"use client"

import { Button, LinkButton } from "@/components/ui/button"
import { useTranslations } from "use-intl/react"
import { runbookPath } from "@/lib/core/runbook/runbook"
import { ErrorState } from "@/components/ui/states"

export default function AppError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("runbook")
  return (
    <ErrorState
      title="This page could not be shown"
      reference={error.digest}
      action={
        <>
          <Button look="primary" onClick={reset}>
            Try again
          </Button>
          <LinkButton href="/board">To the board</LinkButton>
          <LinkButton href={runbookPath("a-page-or-request-failed")}>{t("link")}</LinkButton>
        </>
      }
    >
      Nothing was lost: events keep coming in and are kept. Try again; if it stays, tell an admin
      {error.digest ? " and quote the reference below" : ""}.
    </ErrorState>
  )
}

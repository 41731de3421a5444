"use client"

import { Button } from "@/components/ui/button"

export default function AppError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div role="alert" className="mx-auto grid max-w-md gap-3 px-6 py-20 text-center">
      <h1 className="text-lg font-semibold">This page could not be shown</h1>
      <p className="text-sm text-ink-2">
        Nothing was lost: events keep coming in and are kept. Try again; if it stays, tell an admin
        {error.digest ? ` and quote ${error.digest}` : ""}.
      </p>
      <div>
        <Button look="primary" onClick={reset}>
          Try again
        </Button>
      </div>
    </div>
  )
}

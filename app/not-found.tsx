import type { Metadata } from "next"
import { LinkButton } from "@/components/ui/button"

export const metadata: Metadata = { title: "Not found" }

export default function NotFound() {
  return (
    <main className="mx-auto grid max-w-md gap-3 px-6 py-24 text-center">
      <h1 className="text-lg font-semibold">There is nothing here</h1>
      <p className="text-sm text-ink-2">
        The address may be wrong, or your role may not see this page. A lead that was merged is found under its survivor.
      </p>
      <div>
        <LinkButton href="/board" look="primary">
          To the board
        </LinkButton>
      </div>
    </main>
  )
}

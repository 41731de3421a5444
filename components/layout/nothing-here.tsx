import { Compass } from "lucide-react"
import { LinkButton } from "@/components/ui/button"

/** No such page, or none for this role: the two look alike on purpose. */
export const NothingHere = () => (
  <div className="mx-auto grid max-w-md justify-items-start gap-3 px-6 py-20">
    <Compass aria-hidden strokeWidth={1.75} className="size-7 text-ink-3" />
    <h1 className="text-lg font-semibold">Page not found</h1>
    <p className="text-sm text-ink-2">
      The address may be wrong, or your role may not see this page. Merged leads live under the lead they were merged into. To find a person
      by name, phone or email, go to the leads.
    </p>
    <div className="mt-1 flex gap-2">
      <LinkButton href="/board" look="primary">
        Go to board
      </LinkButton>
      <LinkButton href="/leads">Go to leads</LinkButton>
    </div>
  </div>
)

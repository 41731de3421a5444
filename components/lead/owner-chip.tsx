import { UserRound } from "lucide-react"
import { Avatar } from "@/components/ui/avatar"

/** Who looks after the lead; initials on a card, the whole name in a list. */
export function OwnerChip({ owner, compact = false }: { owner: { name: string } | null; compact?: boolean }) {
  if (!owner) return compact ? <Unowned /> : <span className="text-sm text-ink-3">Unassigned</span>
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5" title={owner.name}>
      <Avatar name={owner.name} />
      <bdi dir="auto" className={compact ? "sr-only" : "truncate text-sm"}>
        {owner.name}
      </bdi>
    </span>
  )
}

/** An empty place where the initials would be. */
const Unowned = () => (
  <span
    title="No owner yet"
    className="inline-flex size-5 shrink-0 items-center justify-center rounded-full border border-dashed border-line-strong text-ink-3"
  >
    <UserRound aria-hidden className="size-3" />
    <span className="sr-only">Unassigned</span>
  </span>
)

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => !/^(al|bin|el)$/i.test(word))
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("")

/** Who looks after the lead; initials on a card, the whole name in a list. */
export const OwnerChip = ({ owner, compact = false }: { owner: { name: string } | null; compact?: boolean }) => {
  if (!owner) return <span className="text-xs text-ink-3">{compact ? "Unowned" : "Nobody yet"}</span>
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5" title={owner.name}>
      <span
        aria-hidden
        className="inline-flex size-5 shrink-0 items-center justify-center rounded-full bg-hover text-[0.625rem] font-semibold text-ink-2"
      >
        {initials(owner.name)}
      </span>
      <span className={compact ? "sr-only" : "truncate text-sm"}>{owner.name}</span>
    </span>
  )
}

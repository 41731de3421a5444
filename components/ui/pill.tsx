import { X } from "lucide-react"
import type { ReactNode } from "react"

/** A condition that is on, and how to take it off again. */
export const Pill = ({ children, removeLabel, onRemove }: { children: ReactNode; removeLabel?: string; onRemove?: () => void }) => (
  <span className="inline-flex h-6 max-w-60 items-center gap-1 rounded-full border border-line bg-raised px-2.5 text-xs text-ink-2 has-[button]:pe-0.5">
    <span className="truncate">{children}</span>
    {onRemove ? (
      <button
        type="button"
        aria-label={removeLabel ?? "Remove"}
        onClick={onRemove}
        className="relative inline-flex size-5 shrink-0 items-center justify-center rounded-full text-ink-3 after:absolute after:-inset-0.5 hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-3" />
      </button>
    ) : null}
  </span>
)

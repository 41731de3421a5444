import Link from "next/link"
import { cx } from "@/components/ui/class-names"

/** Two views of the same questions, each with an address. */
export const ReviewTabs = ({ current }: { current: "queue" | "decided" }) => (
  <nav aria-label="Views" className="inline-flex h-control items-center gap-0.5 rounded-md bg-hover p-0.5">
    {(
      [
        ["queue", "Waiting", "/duplicates"],
        ["decided", "Decided", "/duplicates?tab=decided"],
      ] as const
    ).map(([id, label, href]) => (
      <Link
        key={id}
        href={href}
        aria-current={id === current ? "page" : undefined}
        className={cx(
          "inline-flex h-full items-center rounded px-2.5 text-xs font-medium",
          id === current ? "bg-raised text-ink shadow-xs" : "text-ink-2 hover:text-ink",
        )}
      >
        {label}
      </Link>
    ))}
  </nav>
)

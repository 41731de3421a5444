import { cx } from "@/components/ui/class-names"
import { formatPhone } from "./phone-number"

type Known = { name: string | null; phone?: string | null | undefined; email?: string | null | undefined }

/** The name in its own direction and script; a lead without one is known by what we do know. */
export function LeadName({ name, phone, email, className }: Known & { className?: string }) {
  if (!name && (phone || email)) return <Unknown className={className}>{leadTitle({ name: null, phone, email })}</Unknown>
  return (
    <bdi dir="auto" className={cx("truncate", !name && "text-ink-2", className)}>
      {leadTitle({ name, phone, email })}
    </bdi>
  )
}

/** Where there is no room for both, the word makes way for the number: it wraps onto a line that is not shown. */
const Unknown = ({ className, children }: { className?: string | undefined; children: string }) => (
  <span className={cx("flex h-lh flex-row-reverse flex-wrap justify-end overflow-hidden", className)}>
    <bdi dir="ltr" className="max-w-full truncate">
      {children}
    </bdi>
    <span aria-hidden className="font-normal whitespace-pre text-ink-3">
      {"Unknown · "}
    </span>
  </span>
)

/** The same in plain text, for titles, labels and messages. */
export const leadTitle = ({ name, phone, email }: Known): string => name ?? (phone ? formatPhone(phone) : (email ?? "Unidentified visitor"))

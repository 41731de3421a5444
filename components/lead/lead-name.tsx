import { formatPhone } from "./phone-number"

/** The name in its own direction and script; a lead without one is known by what we do know. */
export const LeadName = ({
  name,
  phone,
  email,
  className,
}: {
  name: string | null
  phone?: string | null | undefined
  email?: string | null | undefined
  className?: string
}) => (
  <bdi dir="auto" className={`truncate ${className ?? ""}`}>
    {leadTitle({ name, phone, email })}
  </bdi>
)

export const leadTitle = ({
  name,
  phone,
  email,
}: {
  name: string | null
  phone?: string | null | undefined
  email?: string | null | undefined
}): string => name ?? (phone ? formatPhone(phone) : (email ?? "Unidentified visitor"))

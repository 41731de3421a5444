import { align, closest, type Stretch } from "@/lib/core/review/alignment"
import { formatPhone } from "@/components/lead/phone-number"

/** A value with the characters underlined in which it differs from the most similar one of the other side. */
export function MarkedText({ value, against, dir = "auto" }: { value: string; against: readonly string[]; dir?: "auto" | "ltr" }) {
  const other = closest(value, against)
  const stretches: Stretch[] = other === null ? [{ text: value, isSame: true }] : align(value, other).left
  return (
    <bdi dir={dir} className="break-words">
      {stretches.map(({ text, isSame }, at) =>
        isSame ? (
          <span key={`${at}:${text}`}>{text}</span>
        ) : (
          <mark key={`${at}:${text}`} className="rounded-xs bg-warn-soft font-semibold text-warn underline decoration-2 underline-offset-2">
            {text}
          </mark>
        ),
      )}
    </bdi>
  )
}

export const MarkedPhones = ({ values, against }: { values: readonly string[]; against: readonly string[] }) => (
  <ul className="grid">
    {values.map((value) => (
      <li key={value}>
        <MarkedText value={formatPhone(value)} against={against.map(formatPhone)} dir="ltr" />
      </li>
    ))}
  </ul>
)

export const MarkedEmails = ({ values, against }: { values: readonly string[]; against: readonly string[] }) => (
  <ul className="grid min-w-0 break-all">
    {values.map((value) => (
      <li key={value}>
        <MarkedText value={value} against={against} dir="ltr" />
      </li>
    ))}
  </ul>
)

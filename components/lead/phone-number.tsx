/** Calling codes of one and two digits; every other has three. */
const SHORT_CODES = /^(1|7|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/

/** "+971 50 123 4567": the country code apart and the rest in groups, for the eye alone. */
export function formatPhone(e164: string): string {
  const digits = e164.replace(/^\+/, "")
  const uae = /^971(5\d)(\d{3})(\d{4})$/.exec(digits)
  if (uae) return `+971 ${uae[1]} ${uae[2]} ${uae[3]}`
  const code = SHORT_CODES.exec(digits)?.[0] ?? digits.slice(0, 3)
  const groups = digits.slice(code.length).match(/\d{4}$|\d{1,3}(?=(?:\d{3})*\d{4}$)/g) ?? [digits.slice(code.length)]
  return `+${code} ${groups.join(" ")}`
}

/** Always left to right, also in an Arabic sentence. */
export const PhoneNumber = ({ value, className }: { value: string; className?: string }) => (
  <bdi dir="ltr" className={`whitespace-nowrap ${className ?? ""}`}>
    {formatPhone(value)}
  </bdi>
)

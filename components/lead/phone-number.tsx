/** "+971 50 123 4567": grouped for the eye, always left to right. Only the UAE's own grouping is known here. */
export const formatPhone = (e164: string): string => {
  const uae = /^\+971(5\d)(\d{3})(\d{4})$/.exec(e164)
  if (uae) return `+971 ${uae[1]} ${uae[2]} ${uae[3]}`
  return e164.replace(/^(\+\d{1,3})(\d{3})(\d{3})(\d+)$/, "$1 $2 $3 $4")
}

export const PhoneNumber = ({ value, className }: { value: string; className?: string }) => (
  <bdi dir="ltr" className={`whitespace-nowrap ${className ?? ""}`}>
    {formatPhone(value)}
  </bdi>
)

type Contact = { value: string; firstSeenAt: Date; traits: Record<string, unknown> }

/** Phones and e-mails of a lead: what a reviewer put first, then the oldest. */
export const contactOrder = (a: Contact, b: Contact): number =>
  Number("preferred" in b.traits) - Number("preferred" in a.traits) || +a.firstSeenAt - +b.firstSeenAt || (a.value < b.value ? -1 : 1)

/** What the digits mean after C: how one got in touch. */
export const CONTACTS = [
  { means: "called", label: "Spoke on the phone" },
  { means: "no_answer", label: "No answer" },
  { means: "whatsapp_sent", label: "WhatsApp sent" },
  { means: "emailed", label: "Email sent" },
  { means: "wrong_number", label: "Wrong number" },
] as const
export type Means = (typeof CONTACTS)[number]["means"]

/** What the digits mean after S: for how long. */
export const SNOOZES = [
  { until: "hour", label: "One working hour" },
  { until: "tomorrow", label: "Next working day" },
  { until: "three_days", label: "Three working days" },
  { until: "week", label: "A week" },
] as const
export type Snooze = (typeof SNOOZES)[number]["until"]

export const whatsappLink = (e164: string): string => `https://wa.me/${e164.replace(/\D/g, "")}`

import type { NurtureStep } from "./sequence"

/**
 * Whether a due step is sent, checked right before sending, most important reason first. A skipped step is recorded
 * with its reason and the sequence continues: the next step may be possible.
 */
const SKIP_REASONS = ["no_consent", "no_email", "no_phone", "no_mail_server"] as const
type SkipReason = (typeof SKIP_REASONS)[number]

type SendFacts = {
  marketing: boolean | null
  email: string | null
  phone: string | null
  canEmail: boolean
  canWhatsapp: boolean
}

export type SendDecision =
  | { kind: "skip"; reason: SkipReason }
  | { kind: "task"; reason: "whatsapp_not_configured" | null }
  | { kind: "email"; to: string }
  | { kind: "whatsapp"; to: string }

/** A colleague's call needs no marketing consent; a message does, also one that a colleague is asked to send. */
export function decideSend(channel: NurtureStep["channel"], facts: SendFacts): SendDecision {
  if (channel === "task") return { kind: "task", reason: null }
  if (facts.marketing !== true) return { kind: "skip", reason: "no_consent" }
  if (channel === "email") {
    if (facts.email === null) return { kind: "skip", reason: "no_email" }
    return facts.canEmail ? { kind: "email", to: facts.email } : { kind: "skip", reason: "no_mail_server" }
  }
  if (facts.phone === null) return { kind: "skip", reason: "no_phone" }
  return facts.canWhatsapp ? { kind: "whatsapp", to: facts.phone } : { kind: "task", reason: "whatsapp_not_configured" }
}

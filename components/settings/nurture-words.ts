import type { ExitReason, NurtureChannel, SendState } from "@/lib/core/nurture/states"

export const CHANNEL_WORDS: Record<NurtureChannel, string> = { email: "Email", whatsapp: "WhatsApp", task: "Task for a colleague" }

export const EXIT_WORDS: Record<ExitReason, string> = {
  replied: "they answered",
  opted_out: "they opted out",
  left_band: "the score changed band",
  left_stage: "the stage changed",
  booked: "they booked",
  lost: "lost",
  merged: "merged into another lead",
  came_back: "they came back",
  off_board: "off the board",
  stopped: "stopped by a colleague",
}

export const STATE_WORDS: Record<SendState, string> = {
  planned: "to be tried again",
  sending: "on its way",
  sent: "sent",
  failed: "failed",
  skipped: "skipped",
}

const REASON_WORDS: Record<string, string> = {
  no_consent: "no consent to marketing",
  no_email: "no email address",
  no_phone: "no mobile number",
  no_mail_server: "no mail server is set",
  whatsapp_not_configured: "WhatsApp is not set up",
  unknown_outcome: "unknown whether it arrived; not repeated",
  exited: "the lead had left",
}

export const reasonWords = (reason: string): string => REASON_WORDS[reason] ?? reason

/** "3 days", "36 h", "at once". */
export function delayWords(hours: number): string {
  if (hours === 0) return "at once"
  if (hours % 24 !== 0) return `${hours} h`
  return hours === 24 ? "1 day" : `${hours / 24} days`
}

import { sendTemplate, type SendOutcome, type TemplateMessage } from "@/lib/channels/botspace-send"
import { env, publicBaseUrl } from "@/lib/platform/env"
import { smtpTo, type Deliver } from "@/lib/notifications/send-emails"
import { mailFailure } from "@/lib/notifications/mail-failure"
import { unsubscribeUrlOf } from "./unsubscribe-token"

export type NurtureEmail = { sendId: string; to: string; subject: string; text: string; html: string; unsubscribeUrl: string }

/**
 * The ways out of the house. A way that is not there is null. `keeps` says that mail goes no further than our own list
 * of outgoing mail, as in the demo.
 */
export type Senders = {
  email: { keeps: boolean; send: (mail: NurtureEmail) => Promise<SendOutcome> } | null
  whatsapp: { send: (message: TemplateMessage) => Promise<SendOutcome> } | null
  unsubscribeUrl: (sendId: string) => string
}

/** What this installation is set up for. */
export function configuredSenders(): Senders {
  const { ONELEAD_DEMO, SMTP_URL, SMTP_FROM, BOTSPACE_API_URL, BOTSPACE_API_KEY, NEXTAUTH_SECRET } = env()
  const isWhatsapp = BOTSPACE_API_URL !== undefined && BOTSPACE_API_KEY !== undefined && !ONELEAD_DEMO
  return {
    email: ONELEAD_DEMO ? LOCAL_SINK : SMTP_URL ? smtpSender(smtpTo(SMTP_URL, SMTP_FROM)) : null,
    whatsapp: isWhatsapp ? { send: (message) => sendTemplate({ apiUrl: BOTSPACE_API_URL, apiKey: BOTSPACE_API_KEY }, message) } : null,
    unsubscribeUrl: (sendId) => unsubscribeUrlOf(sendId, { baseUrl: publicBaseUrl().origin, secret: NEXTAUTH_SECRET ?? "" }),
  }
}

/** Mail that is written down and goes nowhere. */
export const LOCAL_SINK: Senders["email"] = { keeps: true, send: async () => ({ kind: "sent", externalId: null }) }

/** Mail programs show a button for these headers, and press it by a POST (RFC 8058). */
export const smtpSender = (deliver: NonNullable<Deliver>): NonNullable<Senders["email"]> => ({
  keeps: false,
  send: async ({ sendId, to, subject, text, html, unsubscribeUrl }) => {
    const headers = { "List-Unsubscribe": `<${unsubscribeUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }
    try {
      await deliver({ to, subject, text, html, headers, messageId: `<${sendId}@onelead>` })
      return { kind: "sent", externalId: null }
    } catch (error) {
      return mailFailure(error)
    }
  },
})

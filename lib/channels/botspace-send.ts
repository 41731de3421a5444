import { z } from "zod"
import { wasNeverSent } from "@/lib/platform/network-errors"

/**
 * Sends an approved WhatsApp template through BotSpace. It knows three answers besides yes, because a message must not
 * go out twice: a refusal (it did not leave), not now (it did not leave and may be tried again), and silence, after
 * which nobody can tell. The shape of the call is what integrations in the field use; the vendor has not confirmed it.
 */
export type TemplateMessage = { phone: string; name: string; templateId: string; variables: readonly string[] }

export type SendOutcome =
  | { kind: "sent"; externalId: string | null }
  | { kind: "refused"; reason: string }
  | { kind: "not_now"; reason: string }
  | { kind: "unknown"; reason: string }

const TIMEOUT_MS = 15_000

/** `apiUrl` is the channel's address, `https://public-api.bot.space/v1/<channel id>`. */
export async function sendTemplate(
  { apiUrl, apiKey }: { apiUrl: string; apiKey: string },
  { phone, name, templateId, variables }: TemplateMessage,
): Promise<SendOutcome> {
  const url = new URL(`${apiUrl.replace(/\/+$/, "")}/message/send-message`)
  url.searchParams.set("apiKey", apiKey)
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, phone, templateId, variables }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "error",
    })
    if (answer.ok) return { kind: "sent", externalId: idOf(await answer.json().catch(() => null)) }
    await answer.body?.cancel()
    const reason = `BotSpace answered ${answer.status}`
    if (answer.status === 429) return { kind: "not_now", reason }
    return { kind: answer.status < 500 ? "refused" : "unknown", reason }
  } catch (error) {
    return { kind: wasNeverSent(error) ? "not_now" : "unknown", reason: `BotSpace could not be asked (${codeOf(error)})` }
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const coded = z.object({ code: z.string().min(1) }).safeParse(cause)
  return coded.success ? coded.data.code : error instanceof Error ? error.name : "unknown error"
}

const Id = z.union([z.string().min(1), z.number().transform(String)])
const Answer = z.object({
  id: Id.optional(),
  messageId: Id.optional(),
  data: z.object({ id: Id.optional(), messageId: Id.optional() }).optional(),
})

/** By this id the message comes back as an outgoing webhook; knowing it, we do not write it down twice. */
function idOf(body: unknown): string | null {
  const known = Answer.safeParse(body)
  if (!known.success) return null
  const { id, messageId, data } = known.data
  return id ?? messageId ?? data?.id ?? data?.messageId ?? null
}

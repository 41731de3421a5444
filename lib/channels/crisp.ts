import type { ChannelAdapter, InboundRequest, ChannelSecrets, Verification } from "./contract"
import { cleanText } from "./reading/clean-text"
import { parseCrisp } from "./crisp-events"
import { objectAt, readKey } from "./reading/json-body"
import { hmacHex, isFresh, matchesSecret, safeEqual, sha256 } from "@/lib/platform/signature"

/**
 * Crisp chat. Plugin hooks are signed over `[timestamp;body]`; website hooks are not, and carry a secret in their
 * address instead. A request that bears a signature is judged by it alone.
 */
export const crisp: ChannelAdapter = {
  channel: "crisp",
  verify: (request, secrets) => verifyCrisp(request, secrets),
  idempotencyKey: ({ raw }) => readKey(raw, crispKey) ?? sha256(raw),
  parse: (delivery, settings) => parseCrisp(delivery, settings),
}

function verifyCrisp({ headers, url, raw, now }: InboundRequest, { secrets }: ChannelSecrets): Verification {
  const signature = headers["x-crisp-signature"]
  if (signature === undefined) {
    return matchesSecret(url.searchParams.get("key"), secrets)
      ? { ok: true, trust: "signed" }
      : { ok: false, reason: "neither a signature nor the key" }
  }
  const timestamp = headers["x-crisp-request-timestamp"]
  if (!isFresh(timestamp, now)) return { ok: false, reason: "the timestamp is not within five minutes" }
  const isRight = secrets.some((secret) => secret !== "" && safeEqual(signature, hmacHex(secret, [`[${timestamp};`, raw, "]"])))
  return isRight ? { ok: true, trust: "signed" } : { ok: false, reason: "the signature does not match" }
}

/** Crisp names no event. A message is its fingerprint, an edit its new content, a session event its time and value. */
function crispKey(body: Record<string, unknown>): string | null {
  const data = objectAt(body, "data")
  const event = cleanText(body["event"], 100)
  const session = cleanText(data["session_id"], 100)
  if (event === null) return null
  const where = `${cleanText(body["website_id"], 60)}:${session ?? cleanText(data["people_id"], 100)}`
  const fingerprint = cleanText(data["fingerprint"], 40)
  if (event === "message:updated" && fingerprint)
    return `${where}:${fingerprint}:updated:${sha256(JSON.stringify(data["content"] ?? null)).slice(0, 16)}`
  if (/^message:(send|received)$/.test(event) && fingerprint) return `${where}:${fingerprint}`
  return `${where}:${event}:${cleanText(body["timestamp"], 20)}:${sha256(JSON.stringify(data)).slice(0, 16)}`
}

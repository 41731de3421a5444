import { createHash, createHmac, timingSafeEqual } from "node:crypto"

/**
 * How providers prove that a body is theirs. Always over the raw bytes, in constant time, with every active secret
 * tried, and never with an empty one: a channel whose secret is missing or undecodable refuses everything.
 */
export const FRESH_MS = 300_000

/** Seconds and milliseconds differ by magnitude until the year 5138. */
function toMs(timestamp: string | number): number {
  const value = Number(timestamp)
  return value > 1e11 ? value : value * 1000
}

/** Within five minutes either way of now. */
export const isFresh = (timestamp: string | undefined, now: Date): boolean =>
  timestamp !== undefined && /^\d{9,14}$/.test(timestamp) && Math.abs(now.getTime() - toMs(timestamp)) <= FRESH_MS

export function safeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Whether any active secret equals the presented one. */
export function matchesSecret(presented: string | null | undefined, secrets: readonly string[]): boolean {
  if (!presented) return false
  return secrets.filter((secret) => safeEqual(digest(presented), digest(secret)) && secret !== "").length > 0
}

/** Digests have one length, so that the comparison reveals nothing about the secret's. */
const digest = (text: string): string => createHash("sha256").update(text).digest("base64")

export const hmacHex = (secret: string, parts: readonly (string | Uint8Array)[]): string => hmac(Buffer.from(secret), parts).toString("hex")

function hmac(key: Uint8Array, parts: readonly (string | Uint8Array)[]): Buffer {
  if (key.byteLength === 0) throw new Error("an empty secret signs nothing")
  const mac = createHmac("sha256", key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

/** The key inside `whsec_<base64>`; a secret without the prefix is taken as base64 too, as the standard says. */
export const standardKey = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ""), "base64")

/** `v1,<base64>` over `id.timestamp.body` (Standard Webhooks 1.0). Timestamp in seconds. */
export const signStandard = (secret: string, id: string, timestamp: string, raw: Uint8Array): string =>
  `v1,${hmac(standardKey(secret), [`${id}.${timestamp}.`, raw]).toString("base64")}`

type StandardHeaders = { id: string | undefined; timestamp: string | undefined; signature: string | undefined }

/** Also under the prefix of Svix, whose algorithm is the same. */
export const standardHeaders = (headers: Readonly<Record<string, string>>): StandardHeaders => ({
  id: headers["webhook-id"] ?? headers["svix-id"],
  timestamp: headers["webhook-timestamp"] ?? headers["svix-timestamp"],
  signature: headers["webhook-signature"] ?? headers["svix-signature"],
})

/** The reason of a refusal, for the log only; null when the request is authentic. */
export function standardRefusal(
  headers: Readonly<Record<string, string>>,
  raw: Uint8Array,
  secrets: readonly string[],
  now: Date,
): string | null {
  const { id, timestamp, signature } = standardHeaders(headers)
  if (!id || !timestamp || !signature) return "a signature header is missing"
  if (!isFresh(timestamp, now)) return "the timestamp is not within five minutes"
  const usable = secrets.filter((secret) => standardKey(secret).byteLength > 0)
  const expected = usable.map((secret) => signStandard(secret, id, timestamp, raw))
  const given = signature.split(" ")
  return given.some((one) => expected.some((right) => safeEqual(one, right))) ? null : "the signature does not match"
}

export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return hash.digest("hex")
}

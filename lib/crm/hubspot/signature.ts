import { createHmac } from "node:crypto"
import { FRESH_MS, safeEqual } from "@/lib/platform/signature"

/**
 * HubSpot's signature, version 3: base64 of HMAC-SHA256, keyed with the app's client secret, over method, address, raw
 * body and timestamp, with nothing between them. The address is the public one that HubSpot called, never one rebuilt
 * from what a proxy says. The vendor's own helper compares with `===`, takes timestamps of the future and skips the age
 * check when the timestamp is no number, so this is ours.
 */
export type SignedRequest = {
  method: string
  /** The public address with its query. */
  url: string
  /** Lower-cased names. */
  headers: Readonly<Record<string, string>>
  raw: Uint8Array
}

/** HubSpot signs the address with these characters decoded and leaves every other encoding alone. */
const DECODED: Readonly<Record<string, string>> = {
  "%3A": ":",
  "%2F": "/",
  "%3F": "?",
  "%40": "@",
  "%21": "!",
  "%24": "$",
  "%27": "'",
  "%28": "(",
  "%29": ")",
  "%2A": "*",
  "%2C": ",",
  "%3B": ";",
}

const signedAddress = (url: string): string =>
  url.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (code) => DECODED[code.toUpperCase()] ?? code)

export function signHubspot(secret: string, method: string, url: string, raw: Uint8Array, timestamp: string): string {
  if (secret === "") throw new Error("an empty secret signs nothing")
  return createHmac("sha256", secret)
    .update(`${method}${signedAddress(url)}`)
    .update(raw)
    .update(timestamp)
    .digest("base64")
}

/** The reason of a refusal, for the log alone; null when the request is authentic. Every active secret is tried. */
export function hubspotRefusal(request: SignedRequest, secrets: readonly string[], now: Date): string | null {
  const signature = request.headers["x-hubspot-signature-v3"]
  const timestamp = request.headers["x-hubspot-request-timestamp"]
  if (!signature || !timestamp) return "a signature header is missing"
  if (!/^\d{13}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp)) > FRESH_MS)
    return "the timestamp is not within five minutes"
  const usable = secrets.filter((secret) => secret !== "")
  const matches = usable.filter((secret) => safeEqual(signature, signHubspot(secret, request.method, request.url, request.raw, timestamp)))
  return matches.length > 0 ? null : "the signature does not match"
}

import { createHmac, timingSafeEqual } from "node:crypto"

/**
 * The secret of an unsubscribe link: the send it was in, signed. It never expires, because a mail is read whenever it
 * is read, and it opens nothing but the one thing it says.
 */
const PURPOSE = "onelead unsubscribe"

export const unsubscribeToken = (sendId: string, secret: string): string =>
  `${Buffer.from(sendId.replaceAll("-", ""), "hex").toString("base64url")}.${signatureOf(sendId, secret)}`

export const unsubscribeUrlOf = (sendId: string, { baseUrl, secret }: { baseUrl: string; secret: string }): string =>
  `${baseUrl}/unsubscribe/${unsubscribeToken(sendId, secret)}`

/** The send that a token is for; null when we never signed it. */
export function readUnsubscribeToken(token: string, secret: string): string | null {
  const [id = "", signature = ""] = token.split(".")
  const hex = Buffer.from(id, "base64url").toString("hex")
  if (hex.length !== 32 || secret === "") return null
  const sendId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
  const expected = Buffer.from(signatureOf(sendId, secret))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected) ? sendId : null
}

function signatureOf(sendId: string, secret: string): string {
  if (secret === "") throw new Error("an empty secret signs nothing")
  return createHmac("sha256", secret).update(`${PURPOSE}:${sendId}`).digest("base64url")
}

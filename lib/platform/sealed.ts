import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto"

/** Secrets at rest: AES-256-GCM under a key that the environment holds, so that a copy of the database tells none. */
const ALGORITHM = "aes-256-gcm"
const NONCE_BYTES = 12
const TAG_BYTES = 16

const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync("sha256", secret, "", "onelead credentials", 32))

/** `about` names what is sealed: moved to another row, it does not open. */
export function seal(text: string, secret: string, about: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, keyOf(secret), nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64")
}

/** Null where the key is another, or the text was touched. */
export function unseal(sealed: string, secret: string, about: string): string | null {
  const raw = Buffer.from(sealed, "base64")
  const [nonce, body, tag] = [raw.subarray(0, NONCE_BYTES), raw.subarray(NONCE_BYTES, -TAG_BYTES), raw.subarray(-TAG_BYTES)]
  try {
    const decipher = createDecipheriv(ALGORITHM, keyOf(secret), nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(about))
    return decipher.setAuthTag(tag).update(body, undefined, "utf8") + decipher.final("utf8")
  } catch {
    // What does not authenticate is as good as not there.
    return null
  }
}

import { randomBytes } from "node:crypto"
import { hash, verify } from "@node-rs/argon2"

/** argon2id (the library's default variant) at OWASP's floor: 19 MiB, two passes. About 25 ms a check. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const PASSWORD_LENGTH_MIN = 12

export const hashPassword = (password: string): Promise<string> => hash(password, COST)

let decoy: Promise<string> | undefined

/** Checks against a decoy when there is no such person, so that the answer takes as long either way. */
export async function isPassword(password: string, known: string | null): Promise<boolean> {
  decoy ??= hashPassword("nobody has this password")
  const matches = await verify(known ?? (await decoy), password).catch(() => false)
  return matches && known !== null
}

/** A generated password for a new or forgotten sign-in: 96 bits, shown once. */
export const newPassword = (): string => randomBytes(12).toString("base64url")

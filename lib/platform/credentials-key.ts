import { env } from "./env"

/** What seals the credentials that are kept in the database. */
export function credentialsKey(): string {
  const { CREDENTIALS_KEY, NEXTAUTH_SECRET } = env()
  const key = CREDENTIALS_KEY ?? NEXTAUTH_SECRET
  if (key === undefined) throw new Error("Set CREDENTIALS_KEY: without it no credentials can be kept.")
  return key
}

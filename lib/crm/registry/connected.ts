import type { CrmDefinition } from "@/lib/crm/definition"
import type { CrmAccount } from "@/lib/crm/provider"
import { env } from "@/lib/platform/env"

/** The account of this kind that the environment describes; null where something that it needs is missing. */
export const accountInEnvironment = (definition: Pick<CrmDefinition, "fields">): CrmAccount | null => accountIn(definition, env())

/** The account that these variables describe. */
export function accountIn({ fields }: Pick<CrmDefinition, "fields">, given: Readonly<Record<string, unknown>>): CrmAccount | null {
  const account: Record<string, string> = {}
  for (const { name, variable, isRequired, fallback } of fields) {
    const value = given[variable] ?? fallback
    if (typeof value === "string") account[name] = value
    else if (isRequired) return null
  }
  return account
}

/** What seals the credentials that are kept in the database. */
export function credentialsKey(): string {
  const { CREDENTIALS_KEY, NEXTAUTH_SECRET } = env()
  const key = CREDENTIALS_KEY ?? NEXTAUTH_SECRET
  if (key === undefined) throw new Error("Set CREDENTIALS_KEY: without it no credentials can be kept.")
  return key
}

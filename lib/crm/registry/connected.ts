import { createHmac } from "node:crypto"
import type { Channel } from "@/lib/core/channels"
import type { AccountField, CrmDefinition } from "@/lib/crm/definition"
import type { CrmAccount } from "@/lib/crm/provider"
import { credentialsKey } from "@/lib/platform/credentials-key"
import { env, publicBaseUrl } from "@/lib/platform/env"

/** The account of this kind that the environment describes; null where something that it needs is missing. */
export const accountInEnvironment = (definition: Pick<CrmDefinition, "fields">): CrmAccount | null => accountIn(definition, env())

/** The account that these variables describe. */
export function accountIn({ fields }: Pick<CrmDefinition, "fields">, given: Variables): CrmAccount | null {
  const account = valuesIn(fields, given)
  return fields.every(({ name, isRequired }) => !isRequired || account[name] !== undefined) ? account : null
}

/** What the environment gives of these fields, or they fall back to. */
export const givenByEnvironment = (fields: readonly AccountField[]): Record<string, string> => valuesIn(fields, env())

type Variables = Readonly<Record<string, unknown>>

const valuesIn = (fields: readonly AccountField[], given: Variables): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap(({ name, variable, fallback }): [string, string][] => {
      const value = given[variable] ?? fallback
      return typeof value === "string" ? [[name, value]] : []
    }),
  )

/** Where a CRM sends a person back to; our app over there has to name it exactly so. */
export const callbackAddress = (): string => new URL("/api/connections/callback", publicBaseUrl()).href

/** Where a CRM tells of changes; all accounts of a kind share it. */
const webhookAddress = (channel: Channel): string => new URL(`/api/webhooks/${channel}`, publicBaseUrl()).href

/** What proves a notice to be for this connection: the same in every process, and nothing that has to be kept. */
export const noticeKey = (connection: string): string =>
  createHmac("sha256", credentialsKey()).update(`notices of ${connection}`).digest("base64url")

/** Where the account of this connection tells of its changes. */
export const noticeAddress = ({ name, definition: { channel } }: Connected): string => `${webhookAddress(channel)}?key=${noticeKey(name)}`

/** The address that a person has to give to the CRM; null where there is none, or a call does it. */
export function addressToTell(crm: Connected): string | null {
  const { webhooks, notices, channel } = crm.definition
  if (notices?.isByHand) return noticeAddress(crm)
  return webhooks ? webhookAddress(channel) : null
}

type Connected = { name: string; definition: Pick<CrmDefinition, "channel" | "webhooks" | "notices"> }

/** Secrets travel to it, so only this machine may do without TLS. */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== "" || password !== "") return false
  const isPlain = protocol === "http:" && (env().ALLOW_PLAIN_HTTP || ["localhost", "127.0.0.1", "[::1]"].includes(hostname))
  return protocol === "https:" || isPlain
}

import type { Channel } from "@/lib/core/channels"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { FieldMapping } from "@/lib/core/sync/mapping"
import type { ConnectCrm, CrmAccount, OwnProperty } from "./provider"

/**
 * One kind of CRM, before an account of it is connected: what it is called, can and needs. Everything that the engine
 * decides by is data here; what the CRM does is behind `connect`.
 */
export type CrmDefinition = {
  /** In addresses, tables and commands. */
  kind: string
  label: string
  /** As a source of leads. */
  channel: Channel
  /** What a connection has to be given. */
  fields: readonly AccountField[]
  /** Where a person can let us in on a page of the CRM instead. */
  oauth?: OAuthSignIn
  /** Where the CRM tells of changes by itself: the field whose value signs its notices. */
  webhooks?: { signedBy: string }
  /** Where notices come with the connection's own key. */
  notices?: CrmNotices
  /** Where a person works in the account. */
  accountUrl(account: CrmAccount): string
  /** How the account names what we do in it: changes of theirs are echoes. */
  ownSources(account: CrmAccount): readonly string[]
  connect: ConnectCrm
  capabilities: CrmCapabilities
  budget: CrmBudget
  /** Properties by the names of the CRM's schema. An admin may point each field elsewhere. */
  defaultMappings: readonly FieldMapping[]
  /** What `provision` makes. */
  ownProperties: readonly OwnProperty[]
  /** What the CRM asks for of a new record, where our values leave it open. */
  required: Readonly<Record<CrmObject, readonly RequiredValue[]>>
}

/** What a notice says is a hint: which record to look at, never what is in it. `source`: who did it, where the CRM says. */
export type Notice = { object: CrmObject; externalId: string; source?: string | null }

export type CrmNotices = {
  /** Carries the connection's key, where the CRM can send a header; elsewhere the key stands in the address. */
  header?: string
  /** Null of what is no notice. */
  read(text: string): Notice[] | null
  /** A person has to set them up over there, because no call does it. */
  isByHand?: true
}

type CrmCapabilities = {
  /**
   * Whether the CRM itself finds a record by our key as it writes, so that a create may be repeated. Where it does not, a
   * create is written down before it is sent, looked for after `settleMs`, and never made twice.
   */
  findsByKey: boolean
  /** Whether `provision` makes a pipeline; where it does not, the account's own is used. */
  makesPipelines?: boolean
  /** How long a record that was made may hide from search. */
  settleMs: number
  /** How far back a scan for changes begins before the newest that was seen. */
  overlapMs: number
  /** Of leads that are pushed together; fewer where each record takes calls of its own. */
  leadsAtOnce?: number
  /** How often changes are asked for, until an admin says otherwise. */
  pollSeconds?: number
}

/** How much may be asked of an account; what its answers say of it counts more. */
type CrmBudget = {
  /** Each call takes a turn of one bucket: at most `max` in any `windowMs`. */
  buckets: Readonly<Record<string, { windowMs: number; max: number }>>
  /** A day ends at midnight in the account's zone, or is the last 24 hours. */
  day: { max: number | null; isRolling: boolean }
  /** Calls under way at once. */
  slots: number | null
}

type RequiredValue = { property: string; value: string } | { property: string; daysAhead: number }

/**
 * OAuth 2 by authorization code. What the CRMs do differently about it is data: an adapter asks for the shared token and is
 * given one, whichever way the account signs in.
 */
export type OAuthSignIn = {
  /** What our app is known by there: `clientId`, `clientSecret`, and addresses where they differ by account. */
  fields: readonly AccountField[]
  authorizeUrl(account: CrmAccount): string
  tokenUrl(account: CrmAccount): string
  scopes(account: CrmAccount): readonly string[]
  /** A space where it is left out. */
  scopeSeparator?: string
  /** What the CRM's page is told besides. */
  extra?: Readonly<Record<string, string>>
  hasPkce: boolean
  /** Where the app's secret goes: into the body, or into a header. */
  clientAuth: "body" | "header"
  body: "form" | "json"
  /** The property of the answer that names the address of the API, from then on. */
  addressIn?: string
  /** What comes back with the code and belongs to the account: the parameter, the field, and what is believed of it. */
  returned?: readonly { parameter: string; field: string; pattern: RegExp }[]
}

export type AccountField = {
  name: string
  label: string
  /** Never shown again once it was given. */
  isSecret: boolean
  isRequired: boolean
  /** The variable that gives it to an installation without a person. */
  variable: string
  /** Of one that may be left out. */
  fallback?: string
  /** Where calls, and with them secrets, go. */
  isAddress?: true
  /** One of these, the first by default. */
  options?: readonly { value: string; label: string }[]
}

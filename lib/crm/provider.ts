import type { CrmObject, CrmSchema } from "@/lib/core/sync/crm-schema"
import type { OffenceCause } from "@/lib/core/sync/refusals"

/**
 * The interface of a CRM: everything the sync engine needs, and nothing else. The result of a row is a value; a failure
 * of a whole call is a `CrmFailure`. An adapter keeps no state, sees no database, and calls `admit` before each call,
 * because the budget is shared by every process.
 */
export type CrmProvider = {
  name: string
  describeSchema(): Promise<CrmSchema>
  /** Creates missing properties and stages; returns what it created. */
  provision(plan: ProvisionPlan): Promise<string[]>
  /** By record id where there is one, otherwise upserted by our unique id. A row that cannot be written fails alone. */
  write(object: CrmObject, rows: readonly WriteRow[]): Promise<Map<string, RowResult>>
  associate(links: readonly { dealId: string; contactId: string }[]): Promise<void>
  /** By the requested id, also when that id was merged away; deleted records are not in the map. */
  readByIds(object: CrmObject, ids: readonly string[], shape: ReadShape): Promise<Map<string, CrmRecord>>
  /** By our unique ids. */
  readByKeys(object: CrmObject, keys: readonly string[], shape: ReadShape): Promise<Map<string, CrmRecord>>
  /** Contacts that may be these people: by address immediately, by number with the delay of the CRM's search. */
  findContacts(people: { emails: readonly string[]; phones: readonly string[] }, shape: ReadShape): Promise<CrmRecord[]>
  /** Associations: deal → contacts. */
  contactsOf(dealIds: readonly string[]): Promise<Map<string, string[]>>
  /** contact → deals. */
  dealsOf(contactIds: readonly string[]): Promise<Map<string, string[]>>
  /** In order of change; only `next: null` ends a scan. */
  readChanges(
    object: CrmObject,
    from: { since: Date } | { next: string },
    shape: ReadShape,
  ): Promise<{ records: CrmRecord[]; next: string | null }>
  /** About how many there are: records created a moment ago may be missing. */
  count(object: CrmObject): Promise<number>
  listAll(object: CrmObject, after: string | null, shape: ReadShape): Promise<{ records: CrmRecord[]; after: string | null }>
  /** The survivor, which may have a third id. Repeating it is harmless. */
  merge(object: CrmObject, primaryId: string, otherId: string): Promise<CrmRecord>
  /** key → id in the CRM; a key that was logged before is the same entry. */
  logActivities(type: ActivityType, rows: readonly ActivityRow[]): Promise<Map<string, RowResult>>
  close(): void
}

/** A CRM account as described by the environment. */
export type CrmAccount = {
  /** The address where people work in it. */
  url: string
  hasToken: boolean
  /** Our app's id in the CRM's changes; null where unknown. */
  ownApp: string | null
}

export type ReadShape = { properties: readonly string[]; history?: readonly string[] }

export type CrmRecord = {
  id: string
  values: Record<string, string | null>
  /** Every address and number of a contact, as written, as far as read. */
  emails: string[]
  phones: string[]
  createdAt: Date
  updatedAt: Date
  /** Ids that were merged into this record. */
  mergedIds: string[]
  /** When a property last changed, where history was requested. */
  changedAt: Record<string, Date>
}

export type WriteRow = { key: string; externalId: string | null; values: Record<string, string> }

export type Offence = { property: string; cause: OffenceCause; message: string }

export type RowResult =
  | { outcome: "ok"; id: string; isNew: boolean; updatedAt: Date }
  /** A unique value is taken, by this record where the CRM names it. */
  | { outcome: "conflict"; existingId: string | null }
  | { outcome: "invalid"; offences: Offence[] }
  | { outcome: "missing" }

export type ActivityType = "note" | "call" | "message"
export type ActivityRow = {
  key: string
  at: Date
  title: string
  body: string
  contactId: string
  dealId: string | null
  call?: { isInbound: boolean; durationMs: number | null; wasAnswered: boolean }
}

export type ProvisionPlan = {
  pipelineLabel: string
  stages: readonly { id: string; label: string; probability: number }[]
  properties: readonly { object: CrmObject; name: string; label: string; unique: boolean; type: "text" | "number" }[]
}

/** A change reported by a CRM; the record itself has to be read. */
export type CrmChange = {
  provider: string
  object: CrmObject
  externalId: string
  kind: "changed" | "deleted" | "privacy" | "merged"
  /** Who made the change, in the CRM's terms; our own app's id marks an echo. */
  source: string | null
  /** The property that the CRM computed by itself; null for a person's change. */
  computed: string | null
  occurredAt: Date
}

/** Called before and after each call. */
export type CrmHooks = {
  admit(scope: "burst" | "search"): Promise<void>
  onCall(call: CrmCall): void
}
export type CrmCall = {
  operation: string
  status: number | null
  problem: string | null
  durationMs: number
  correlationId: string | null
  quota: { dailyMax: number | null; dailyLeft: number | null; burstMax: number | null } | null
}

export type FailureKind =
  | { kind: "rate_limited"; scope: "burst" | "search" | "daily"; retryAfterMs: number | null }
  /** The token is invalid or expired. */
  | { kind: "auth"; message: string }
  | { kind: "scope"; scopes: string[] }
  | { kind: "transient"; retryAfterMs: number | null }
  /** The whole account is unavailable for a while. */
  | { kind: "migrating"; retryAfterMs: number | null }
  /** A write that may or may not have happened. */
  | { kind: "lost" }
  /** Refused as a whole, for a reason that is not one row's. */
  | { kind: "refused"; message: string }

export class CrmFailure extends Error {
  readonly failure: FailureKind

  constructor(failure: FailureKind, operation: string) {
    super(`${operation}: ${failure.kind}`)
    this.name = "CrmFailure"
    this.failure = failure
  }
}

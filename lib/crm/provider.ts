import type { CrmObject, CrmSchema } from "@/lib/core/sync/crm-schema"
import type { OffenceCause } from "@/lib/core/sync/refusals"

/**
 * What the engine needs of a CRM, and all it needs: a second one implements this and nothing else. What becomes of a row
 * is a value; what happens to a whole call is a `CrmFailure`. An adapter keeps nothing, sees no database, and asks
 * `admit` before each call, because what may be called is shared by every process.
 */
export type CrmProvider = {
  name: string
  describeSchema(): Promise<CrmSchema>
  /** Creates what is missing of properties and stages; answers with what it made. */
  provision(plan: ProvisionPlan): Promise<string[]>
  /** By record id where there is one, else created or updated by our unique id. A poisonous row fails alone. */
  write(object: CrmObject, rows: readonly WriteRow[]): Promise<Map<string, RowResult>>
  associate(links: readonly { dealId: string; contactId: string }[]): Promise<void>
  /** By the id asked for, also when that id was merged away; what is gone is not in the map. */
  readByIds(object: CrmObject, ids: readonly string[], shape: ReadShape): Promise<Map<string, CrmRecord>>
  /** By our unique ids. */
  readByKeys(object: CrmObject, keys: readonly string[], shape: ReadShape): Promise<Map<string, CrmRecord>>
  /** Contacts that may be these people: by address at once, by number with the lag of the CRM's search. */
  findContacts(people: { emails: readonly string[]; phones: readonly string[] }, shape: ReadShape): Promise<CrmRecord[]>
  /** Other ends: deal → contacts. */
  contactsOf(dealIds: readonly string[]): Promise<Map<string, string[]>>
  /** contact → deals. */
  dealsOf(contactIds: readonly string[]): Promise<Map<string, string[]>>
  /** In order of change; only `next: null` ends a scan. */
  readChanges(
    object: CrmObject,
    from: { since: Date } | { next: string },
    shape: ReadShape,
  ): Promise<{ records: CrmRecord[]; next: string | null }>
  /** About how many there are: what was made a moment ago may be missing. */
  count(object: CrmObject): Promise<number>
  listAll(object: CrmObject, after: string | null, shape: ReadShape): Promise<{ records: CrmRecord[]; after: string | null }>
  /** The survivor, which may have a third id. Repeating it is harmless. */
  merge(object: CrmObject, primaryId: string, otherId: string): Promise<CrmRecord>
  /** No marketing mail to this address any more, whichever contact has it. Repeating it is harmless. */
  unsubscribe(email: string): Promise<void>
  /** key → id in the CRM; a key that was logged before is the same entry. */
  logActivities(type: ActivityType, rows: readonly ActivityRow[]): Promise<Map<string, RowResult>>
  close(): void
}

/** What the environment says of an account. */
export type CrmAccount = {
  /** Where a person works in it. */
  url: string
  hasToken: boolean
  /** Our app as the CRM names it in its changes; null where unknown. */
  ownApp: string | null
}

export type ReadShape = { properties: readonly string[]; history?: readonly string[] }

export type CrmRecord = {
  id: string
  values: Record<string, string | null>
  /** Every address and number of a contact, as written, as far as they were read. */
  emails: string[]
  phones: string[]
  createdAt: Date
  updatedAt: Date
  /** Ids that this record took over. */
  mergedIds: string[]
  /** When a property last changed, where history was asked for. */
  changedAt: Record<string, Date>
}

export type WriteRow = { key: string; externalId: string | null; values: Record<string, string> }

export type Offence = { property: string; cause: OffenceCause; message: string }

export type RowResult =
  | { outcome: "ok"; id: string; isNew: boolean; updatedAt: Date }
  /** Something unique is taken, by this record where the CRM says so. */
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

/** One thing that a CRM told of; the record itself has to be read. */
export type CrmChange = {
  provider: string
  object: CrmObject
  externalId: string
  kind: "changed" | "deleted" | "privacy" | "merged"
  /** Who did it, as the CRM names them; our own app's id marks an echo. */
  source: string | null
  /** The property that the CRM computed; null for a person's change. */
  computed: string | null
  occurredAt: Date
}

/** Asked before and told after each call. */
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
  /** The token is not good (any more). */
  | { kind: "auth"; message: string }
  | { kind: "scope"; scopes: string[] }
  | { kind: "transient"; retryAfterMs: number | null }
  /** The whole account is away for a while. */
  | { kind: "migrating"; retryAfterMs: number | null }
  /** A write that may or may not stand. */
  | { kind: "lost" }
  /** Refused as a whole, for a reason that is no single row's. */
  | { kind: "refused"; message: string }

export class CrmFailure extends Error {
  readonly failure: FailureKind

  constructor(failure: FailureKind, operation: string) {
    super(`${operation}: ${failure.kind}`)
    this.name = "CrmFailure"
    this.failure = failure
  }
}

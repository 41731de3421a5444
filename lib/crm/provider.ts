import type { CrmObject, CrmSchema, StageRef } from "@/lib/core/sync/crm-schema"
import type { OffenceCause } from "@/lib/core/sync/refusals"
import type { CrmHooks } from "./hooks"

/**
 * What the engine needs of a CRM, and all it needs: a second one implements this and nothing else. What becomes of a row
 * is a value; what happens to a whole call is a `CrmFailure`. An adapter keeps nothing, sees no database, and asks
 * `admit` before each call, because what may be called is shared by every process.
 *
 * Ids are the CRM's and opaque: where one of our objects is several of theirs, the id says which. Keys are ours
 * (`lead`, `lead:run`); where the CRM cannot hold them as they are, the adapter writes them another way, in `values`
 * too, and reads them back. Values are texts, "" for none; the adapter turns them into the type that the schema names,
 * and back.
 */
export type CrmProvider = {
  describeSchema(): Promise<CrmSchema>
  provision(plan: ProvisionPlan): Promise<Provisioned>
  /**
   * By record id where there is one, else created; by our key where the CRM can find records by it, so that repeating it
   * makes nothing twice. A poisonous row fails alone. Results are by our key.
   */
  write(object: CrmObject, rows: readonly WriteRow[]): Promise<Map<string, RowResult>>
  /** Null where a deal gets its contact as it is written. Repeating it is harmless. */
  associate: ((links: readonly { dealId: string; contactId: string }[]) => Promise<void>) | null
  readByIds(object: CrmObject, ids: readonly string[], shape: ReadShape): Promise<ReadAnswer>
  /** By our keys; what is not there is not in the map. */
  readByKeys(object: CrmObject, keys: readonly string[], shape: ReadShape): Promise<Map<string, CrmRecord>>
  /** Contacts that may be these people: by address at once, by number with the lag of the CRM's search. */
  findContacts(people: { emails: readonly string[]; phones: readonly string[] }, shape: ReadShape): Promise<CrmRecord[]>
  /** contact → deals. */
  dealsOf(contactIds: readonly string[]): Promise<Map<string, string[]>>
  /** In order of change; only `next: null` ends a scan. */
  readChanges(object: CrmObject, from: ChangesFrom, shape: ReadShape): Promise<ChangesPage>
  /** About how many there are: what was made a moment ago may be missing. Null where the CRM does not count. */
  count(object: CrmObject): Promise<number | null>
  listAll(object: CrmObject, after: string | null, shape: ReadShape): Promise<{ records: CrmRecord[]; after: string | null }>
  /** The survivor, which may have a third id. Repeating it is harmless. What the CRM cannot merge has no entry. */
  merge: Partial<Record<CrmObject, (primaryId: string, otherId: string) => Promise<CrmRecord>>>
  /** No marketing mail to this address any more, whichever contact has it. Repeating it is harmless. */
  unsubscribe: ((email: string) => Promise<void>) | null
  /** key → id in the CRM; a key that was logged before is the same entry. */
  logActivities(type: ActivityType, rows: readonly ActivityRow[]): Promise<Map<string, RowResult>>
  /** Has changes told to this address, from now until the next time that it is called. Repeating it adds nothing. */
  subscribe?(address: string): Promise<void>
  close(): void
}

/** `history`: also when each property last changed, where the CRM keeps that. Key, name and stage are always read. */
export type ReadShape = { properties: readonly string[]; history?: boolean }

export type CrmRecord = {
  id: string
  /** Our key, decoded. */
  key: string | null
  /** As a person calls it there. */
  name: string | null
  values: Record<string, string | null>
  stage: StageRef | null
  /** Every address and number of a contact, as written, as far as they were read. */
  emails: string[]
  phones: string[]
  createdAt: Date
  updatedAt: Date
  /** What a write that must not overwrite newer changes hands back; null where the CRM knows no such thing. */
  version: string | null
  /** Ids that this record took over. */
  mergedIds: string[]
  /** When a property last changed, where it is known; else the record's own time counts. */
  changedAt: Record<string, Date>
  stageChangedAt: Date | null
}

/** `hidden`: it may be there, and we may not see it. */
type GoneReason = "deleted" | "merged" | "converted" | "hidden"

/** Every id asked for is in one of the two. An id that was merged or converted leads to what it became, where that is known. */
export type ReadAnswer = { records: Map<string, CrmRecord>; gone: Map<string, GoneReason> }

/** A moment, the next page of a scan, or where an earlier scan ended. */
export type ChangesFrom = { since: Date } | { next: string } | { resume: string }

export type ChangesPage = {
  records: CrmRecord[]
  /** `into`: the record that it became. */
  gone: { id: string; why: GoneReason; into: string | null; at: Date }[]
  next: string | null
  /** Where the next scan goes on; null where the newest time seen is enough. Kept for weeks, and may expire over there. */
  resume: string | null
}

export type WriteRow = {
  key: string
  externalId: string | null
  values: Record<string, string>
  /** Winning and losing may be acts of their own: the adapter orders them, and reports one result. */
  stage: StageRef | null
  /** Of a deal: whose it is. */
  contactId: string | null
  /** Of the record as it was compared; a newer one may be refused as `stale`. */
  version: string | null
}

export type Offence = { property: string; cause: OffenceCause; message: string }

export type RowResult =
  | { outcome: "ok"; id: string; isNew: boolean; updatedAt: Date | null }
  /** Something unique is taken, by this record where the CRM says so. */
  | { outcome: "conflict"; existingId: string | null }
  | { outcome: "invalid"; offences: Offence[] }
  | { outcome: "missing" }
  /** Nothing is wrong with it; the CRM was at this record itself. */
  | { outcome: "busy"; retryAfterMs: number | null }
  /** It has changed since it was read. */
  | { outcome: "stale" }

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

export type OwnProperty = { object: CrmObject; name: string; label: string; unique: boolean; type: "text" | "number" }

export type ProvisionPlan = {
  pipelineLabel: string
  stages: readonly { id: string; label: string; probability: number; outcome: "open" | "won" | "lost" }[]
  properties: readonly OwnProperty[]
}

/** What was made, what the CRM is still at, and what a person has to do there, in words. Repeating it makes nothing twice. */
export type Provisioned = { made: string[]; pending: string[]; manual: string[] }

/** One thing that a CRM told of; the record itself has to be read. */
export type CrmChange = {
  /** The kind of CRM, until the account's connection is known; then its name. */
  provider: string
  /** The account that it is of, as the CRM calls it, where the notice says. */
  account?: string | undefined
  /** The connection whose own secret signed the notice: it may tell of no other. */
  connection?: string | undefined
  object: CrmObject
  externalId: string
  kind: "changed" | "deleted" | "privacy" | "merged"
  /** Who did it, as the CRM names them; one of our own marks an echo. */
  source: string | null
  /** The property that the CRM computed; null for a person's change. */
  computed: string | null
  occurredAt: Date
}

export type FailureKind =
  /** Wait; the call was not carried out. `isDaily`: until more calls are free again, which takes hours. */
  | { kind: "rate_limited"; isDaily: boolean; retryAfterMs: number | null }
  /** The token is not good (any more), and cannot be renewed. */
  | { kind: "auth"; message: string }
  | { kind: "scope"; scopes: string[] }
  /** Shut out by the CRM's own guard, for a while or until its support lets us in. */
  | { kind: "blocked"; retryAfterMs: number | null }
  | { kind: "transient"; retryAfterMs: number | null }
  /** The whole account is away for a while. */
  | { kind: "migrating"; retryAfterMs: number | null }
  /** A write that may or may not stand. */
  | { kind: "lost" }
  /** Refused as a whole, for a reason that is no single row's. */
  | { kind: "refused"; message: string }
  /** Where an earlier scan ended is forgotten over there. */
  | { kind: "cursor_expired" }

export class CrmFailure extends Error {
  readonly failure: FailureKind

  constructor(failure: FailureKind, operation: string) {
    super(`${operation}: ${failure.kind}`)
    this.name = "CrmFailure"
    this.failure = failure
  }
}

/** Makes a provider of an account. `schema` is the account as last read; null before that. */
export type ConnectCrm = (account: CrmAccount, hooks: CrmHooks, schema: CrmSchema | null) => CrmProvider

/** What a connection was given, by the names of its kind's fields. */
export type CrmAccount = Readonly<Record<string, string>>

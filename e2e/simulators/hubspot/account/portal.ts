import { createClock, type Clock } from "@/e2e/simulators/shared/clock"
import { OBJECT_TYPES, type ObjectType } from "./object-types"
import { createRandom, type Random } from "@/e2e/simulators/shared/random"
import {
  defaultGroups,
  defaultOwners,
  ownersOf,
  defaultPipelines,
  defaultProperties,
  type Owner,
  type Pipeline,
  type PropertyDefinition,
  type PropertyGroup,
} from "./schema"

/** Everything one account knows, in memory, and the choices that make its behaviour reproducible. */
type Settings = {
  portalId: number
  /** The app that the main token belongs to; API writes carry it as `sourceId`. */
  appId: number
  /** How long a write stays invisible to search: drawn from this range, in milliseconds. */
  searchLagMs: [number, number]
  latencyMs: [number, number]
  limits: { burst: number; search: number; daily: number; associations: number }
  /** Since 2025 a merge makes a third record; older accounts keep the primary's id. */
  mergeMode: "new_record" | "keep_primary"
  /** Not established for the real API: whether a write that changes nothing moves the modified date. */
  touchUnchanged: boolean
  /** Not established for the real API: what DELETE of a missing id answers. */
  deleteMissingStatus: 204 | 404
  timeZone: string
  currency: string
  /** Rules of the account's administrator; enforced from version 2026-09 on, and never for older paths. */
  requiredWhen: { objectType: ObjectType; property: string; equals: string; required: string[] }[]
  oauth: { clientId: string; clientSecret: string }
  /** Bodies in the request log are kept for this many of the newest entries. */
  logBodies: number
}

const DEFAULT_SETTINGS: Settings = {
  portalId: 48_975_575,
  appId: 39_522_895,
  searchLagMs: [3_000, 10_000],
  latencyMs: [0, 0],
  limits: { burst: 190, search: 5, daily: 650_000, associations: 150 },
  mergeMode: "new_record",
  touchUnchanged: false,
  deleteMissingStatus: 204,
  timeZone: "Asia/Dubai",
  currency: "AED",
  requiredWhen: [],
  oauth: { clientId: "simulated-client", clientSecret: "simulated-client-secret" },
  logBodies: 200,
}

/** Absent is empty: the API shows it as null. */
export type Values = Readonly<Record<string, string>>

/** Who did it, as webhooks and property history name them. */
export type Author = { changeSource: string; sourceId: string; userId?: number }

type ValueChange = { at: number; property: string; value: string; by: Author }
export type Snapshot = { visibleAt: number; values: Values; updatedAt: number; archived: boolean }

export type CrmRecord = {
  id: string
  type: ObjectType
  values: Values
  createdAt: number
  updatedAt: number
  archivedAt: number | null
  createdBy: Author
  initial: Values
  changes: ValueChange[]
  /** What search sees, and what it will see later. */
  indexed: Snapshot | null
  waiting: Snapshot[]
}

export type Table = {
  records: Map<string, CrmRecord>
  /** Every id ever given, ascending, so that paging is by id and stable. */
  ids: number[]
  /** `property:value` of whatever must be unique → record id. */
  unique: Map<string, string>
  properties: Map<string, PropertyDefinition>
  groups: Map<string, PropertyGroup>
}

export type PortalEvent = {
  kind: "creation" | "deletion" | "propertyChange" | "merge" | "restore" | "privacyDeletion" | "associationChange"
  type: ObjectType
  objectId: string
  at: number
  by: Author
  details: Record<string, unknown>
}

export type AppToken = { appId: number; scopes: readonly string[] | null; expiresAt: number | null }

export type Portal = {
  settings: Settings
  clock: Clock
  random: Random
  tables: Record<ObjectType, Table>
  /** An id that was merged away → the survivor. */
  merged: Map<string, string>
  /** from id → type of the other → other id → association type ids. */
  associations: Map<string, Map<ObjectType, Map<string, Set<number>>>>
  pipelines: Pipeline[]
  owners: Owner[]
  blockedEmails: Set<string>
  tokens: Map<string, AppToken>
  /** Records with a write that search has not seen. */
  unindexed: Set<CrmRecord>
  nextId: () => number
  emit: (event: PortalEvent) => void
  listen: (listener: (event: PortalEvent) => void) => void
}

const emptyTable = (type: ObjectType): Table => ({
  records: new Map(),
  ids: [],
  unique: new Map(),
  properties: new Map(defaultProperties(type).map((property) => [property.name, property])),
  groups: new Map(defaultGroups(type).map((group) => [group.name, group])),
})

const emptyTables = (): Record<ObjectType, Table> => ({
  contacts: emptyTable("contacts"),
  deals: emptyTable("deals"),
  notes: emptyTable("notes"),
  calls: emptyTable("calls"),
  communications: emptyTable("communications"),
  tasks: emptyTable("tasks"),
})

export type SettingsGiven = Partial<Omit<Settings, "limits">> & { limits?: Partial<Settings["limits"]> }
export type PortalSetup = {
  settings?: SettingsGiven
  token: string
  seed?: number
  startAt?: number
  owners?: readonly { email: string; name: string }[]
}

export function createPortal({ settings, token, seed = 1, startAt, owners }: PortalSetup): Portal {
  const defaults = structuredClone(DEFAULT_SETTINGS)
  const merged: Settings = { ...defaults, ...settings, limits: { ...defaults.limits, ...settings?.limits } }
  const listeners: ((event: PortalEvent) => void)[] = []
  // Ids are never shared between types, so that a contact's id mistaken for a deal's finds nothing.
  let lastId = 33_000_000_000
  return {
    settings: merged,
    clock: createClock(startAt),
    random: createRandom(seed),
    tables: emptyTables(),
    merged: new Map(),
    associations: new Map(),
    pipelines: defaultPipelines(),
    owners: owners ? ownersOf(owners) : defaultOwners(),
    blockedEmails: new Set(),
    tokens: new Map([[token, { appId: merged.appId, scopes: null, expiresAt: null }]]),
    unindexed: new Set(),
    nextId: () => {
      lastId += 1
      return lastId
    },
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    listen: (listener) => {
      listeners.push(listener)
    },
  }
}

/** The live record of an id, through merges; archived ones only when asked for. */
export function findRecord(portal: Portal, type: ObjectType, id: string, options: { archived?: boolean } = {}): CrmRecord | undefined {
  let current = id
  for (let next = portal.merged.get(current); next !== undefined; next = portal.merged.get(current)) current = next
  const record = portal.tables[type].records.get(current)
  return record && (record.archivedAt !== null) === (options.archived ?? false) ? record : undefined
}

export const countRecords = (portal: Portal): Record<string, number> =>
  Object.fromEntries(
    OBJECT_TYPES.map((type) => {
      let live = 0
      for (const record of portal.tables[type].records.values()) if (record.archivedAt === null) live += 1
      return [type, live]
    }),
  )

/** Search sees a write once its lag has passed; a later write of one record never becomes visible before an earlier one. */
export function noteForIndex(portal: Portal, record: CrmRecord): void {
  const [low, high] = portal.settings.searchLagMs
  const previous = record.waiting.at(-1)?.visibleAt ?? 0
  record.waiting.push({
    visibleAt: Math.max(previous, portal.clock.now() + portal.random.between(low, high)),
    values: record.values,
    updatedAt: record.updatedAt,
    archived: record.archivedAt !== null,
  })
  portal.unindexed.add(record)
}

export function settleIndex(portal: Portal, until = portal.clock.now()): void {
  for (const record of portal.unindexed) {
    while (record.waiting[0] && record.waiting[0].visibleAt <= until) record.indexed = record.waiting.shift() ?? null
    if (record.waiting.length === 0) portal.unindexed.delete(record)
  }
}

/** Other ends that are still there, with the association types towards them; what lies in the recycle bin is left out. */
export const liveLinks = (portal: Portal, id: string, type: ObjectType): [string, Set<number>][] =>
  [...(portal.associations.get(id)?.get(type) ?? [])].filter(([other]) => findRecord(portal, type, other) !== undefined)

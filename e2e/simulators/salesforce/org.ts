import { isDrifted, isFrozen, openAccount, type SimAccount } from "@/e2e/simulators/shared/account"
import { idKey, numberedId, PREFIXES } from "./ids"
import { defaultObjects, LEAD_STATUSES, CONVERTED_STATUS, STAGES, type Field } from "./schema"

/** An org in memory: its objects, its records, its people, and how its administrator set it up. */
export type Value = string | number | boolean | null
export type Values = Record<string, Value>

export type SfRecord = { type: string; id: string; values: Values; deletedAt: number | null; isPurged: boolean; client: string | null }

/** Who writes: a user, and the name that an app gave of itself. */
export type Author = { userId: string; client: string | null }

type Settings = {
  dailyMax: number
  tokenIdleSeconds: number
  duplicateRules: Record<string, "off" | "alert" | "block">
  duplicateKey: "duplicateResut" | "duplicateResult"
  /** Writes are stamped so many seconds back, as those of a long transaction are. */
  lateBySeconds: number
  /** New leads go to this user unless the caller forbids it. */
  assignTo: string | null
  /** A write whose field holds this text is refused. */
  validationRules: { object: string; field: string; contains: string; message: string; fields: string[] }[]
  /** A flow: one second after a save over the API, another user sets these. */
  automation: { object: string; set: Values }[]
  /** Whether the integration user sees fields of its own making at once. */
  fieldsAreVisible: boolean
}

export type Org = SimAccount<Settings> & {
  objects: Map<string, Field[]>
  records: Map<string, SfRecord>
  byType: Map<string, SfRecord[]>
  /** Fields that the integration user has no access to, as `Object.Field`. */
  hidden: Set<string>
  /** Records that another transaction holds, until when. */
  locks: Map<string, number>
  /** Times of the calls of the last 24 hours. */
  calls: number[]
  user: { integration: string; person: string; flow: string; inactive: string }
  create: (type: string, values: Values, author: Author) => SfRecord
}

const DEFAULTS: Settings = {
  dailyMax: 15_000,
  tokenIdleSeconds: 7_200,
  duplicateRules: {},
  duplicateKey: "duplicateResut",
  lateBySeconds: 0,
  assignTo: null,
  validationRules: [],
  automation: [],
  fieldsAreVisible: false,
}

export const secondsOf = (at: number): string => `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}.000+0000`

export function createOrg({
  startAt,
  owners,
}: {
  startAt?: number | undefined
  owners?: readonly { name: string; email: string }[] | undefined
}): Org {
  const account = openAccount(startAt, DEFAULTS)
  const { clock } = account
  let count = 0
  const org: Org = {
    ...account,
    objects: defaultObjects(),
    records: new Map(),
    byType: new Map(),
    hidden: new Set(),
    locks: new Map(),
    calls: [],
    user: { integration: "", person: "", flow: "", inactive: "" },
    create: (type, values, author) => {
      count += 1
      const id = numberedId((PREFIXES as Record<string, string>)[type] ?? "a00", count)
      const record: SfRecord = {
        type,
        id,
        values: { Id: id, CreatedDate: secondsOf(clock.now()) },
        deletedAt: null,
        isPurged: false,
        client: null,
      }
      org.records.set(idKey(id), record)
      org.byType.set(type, [...(org.byType.get(type) ?? []), record])
      change(org, record, values, author)
      return record
    },
  }
  furnish(
    org,
    owners ?? [
      { name: "Rania Khalil", email: "rania@falcon.example" },
      { name: "Omar Said", email: "omar@falcon.example" },
    ],
  )
  return org
}

function furnish(org: Org, owners: readonly { name: string; email: string }[]): void {
  const nobody: Author = { userId: "", client: null }
  const make = (type: string, values: Values): string => org.create(type, values, nobody).id
  const user = (Name: string, Email: string, IsActive = true, UserType = "Standard"): string =>
    make("User", { Name, Email, Username: Email, IsActive, UserType })
  const people = owners.map(({ name, email }) => user(name, email))
  org.user = {
    person: people[0] ?? "",
    integration: user("Onelead Integration", "integration@falcon.example", true, "Integration"),
    flow: user("Automated Process", "automation@falcon.example", true, "AutomatedProcess"),
    inactive: user("Former Colleague", "former@falcon.example", false),
  }
  make("Organization", { Name: "Falcon Cars", TimeZoneSidKey: "Asia/Dubai", IsSandbox: false })
  STAGES.forEach(([name, IsClosed, IsWon, DefaultProbability], at) =>
    make("OpportunityStage", {
      ApiName: name,
      MasterLabel: name,
      IsActive: true,
      IsClosed,
      IsWon,
      DefaultProbability,
      ForecastCategoryName: IsWon ? "Closed" : IsClosed ? "Omitted" : "Pipeline",
      SortOrder: at + 1,
    }),
  )
  LEAD_STATUSES.forEach((name, at) =>
    make("LeadStatus", {
      ApiName: name,
      MasterLabel: name,
      IsConverted: name === CONVERTED_STATUS,
      IsDefault: at === 0,
      SortOrder: at + 1,
    }),
  )
}

/** Sets values as they are, with everything that a write moves. */
export function change(org: Org, record: SfRecord, values: Values, author: Author): void {
  const stamp = secondsOf(org.clock.now() - org.settings.lateBySeconds * 1000)
  Object.assign(record.values, values, { LastModifiedDate: stamp, LastModifiedById: author.userId, SystemModstamp: stamp })
  record.client = author.client
}

export function findRecord(org: Org, type: string, id: string): SfRecord | undefined {
  const record = org.records.get(idKey(id))
  return record?.type === type && !record.isPurged ? record : undefined
}

export const fieldOf = (org: Org, type: string, name: string): Field | undefined =>
  org.objects.get(type)?.find((known) => known.name.toLowerCase() === name.toLowerCase())

const OURS = "Opportunity.Onelead_Vehicle__c"

/** A field that exists and that the integration user may see: the API tells the two apart nowhere. */
export function visibleField(org: Org, type: string, name: string): Field | undefined {
  const known = fieldOf(org, type, name)
  const path = `${type}.${known?.name ?? ""}`
  if (!known || isDrifted(org, path, OURS) || org.hidden.has(path)) return undefined
  return isFrozen(org, path, OURS) ? { ...known, createable: false, updateable: false } : known
}

export const recordsOf = (org: Org, type: string, withDeleted = false): SfRecord[] =>
  (org.byType.get(type) ?? []).filter(({ deletedAt, isPurged }) => !isPurged && (withDeleted || deletedAt === null))

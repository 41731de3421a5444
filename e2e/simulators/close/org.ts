import { isDrifted, openAccount, type SimAccount } from "@/e2e/simulators/shared/account"
import { openStore, type Store, type Stored } from "@/e2e/simulators/shared/store"

/** An organization in memory: leads with their contacts and opportunities. What it has no field for is taken and not kept. */
export type Kind = "lead" | "contact" | "opportunity"
export type Field = { id: string; name: string; type: string }

type Settings = {
  /** Reads in a second; half as many writes, and a quarter of searches. */
  burstMax: number
  /** How long a new record hides from search. */
  searchLagSeconds: number
  /** How long a deleted record can still be read. */
  deletedReadableSeconds: number
  /** A text that no field of the organization's own takes, and why. */
  refuses: { contains: string; message: string } | null
}

export type Org = SimAccount<Settings> & { store: Store; fields: Record<Kind, Field[]>; user: { integration: string; person: string } }

const DEFAULTS: Settings = { burstMax: 100, searchLagSeconds: 45, deletedReadableSeconds: 5, refuses: null }
const PREFIXES: Record<string, string> = {
  lead: "lead",
  contact: "cont",
  opportunity: "oppo",
  pipeline: "pipe",
  status: "stat",
  user: "user",
}

export class CloseProblem extends Error {
  readonly status: number
  readonly fields: Record<string, string>

  constructor(status: number, message: string, fields: Record<string, string> = {}) {
    super(message)
    this.name = "CloseProblem"
    this.status = status
    this.fields = fields
  }
}

export type OrgOptions = { startAt?: number | undefined; owners?: readonly { name: string; email: string }[] | undefined }

export function createOrg({ startAt, owners }: OrgOptions): Org {
  const account = openAccount(startAt, DEFAULTS)
  const store = openStore(account.clock, (count, type) => `${PREFIXES[type] ?? "acti"}_${String(count).padStart(6, "0")}`, 1)
  const org: Org = { ...account, store, fields: { lead: [], contact: [], opportunity: [] }, user: { integration: "", person: "" } }
  const user = (name: string, email: string): string => {
    const [first_name, ...last] = name.split(" ")
    return store.create("user", { first_name, last_name: last.join(" "), email }, "").id
  }
  const people = (
    owners ?? [
      { name: "Rania Khalil", email: "rania@falcon.example" },
      { name: "Omar Said", email: "omar@falcon.example" },
    ]
  ).map(({ name, email }) => user(name, email))
  org.user = { person: people[0] ?? "", integration: user("Onelead Sync", "onelead@falcon.example") }
  const pipeline = store.create("pipeline", { name: "Sales" }, "")
  const status = (label: string, type: string) => store.create("status", { label, type, pipeline_id: pipeline.id }, "")
  for (const label of ["Demo", "Proposal", "Negotiation", "Contract", "Signature"]) status(label, "active")
  for (const [label, type] of [
    ["Won", "won"],
    ["Won again", "won"],
    ["Lost", "lost"],
  ] as const)
    status(label, type)
  return org
}

export function addField(org: Org, kind: Kind, { name, type }: Pick<Field, "name" | "type">): Field {
  const made = { id: `cf_${kind}${org.fields[kind].length + 1}`, name, type }
  org.fields[kind].push(made)
  return made
}

/** The fields that are there today. */
export const fieldsOf = (org: Org, kind: Kind): Field[] =>
  org.fields[kind].filter(({ name }) => !isDrifted(org, `${kind}.${name}`, "opportunity.Onelead vehicle"))

export const statusesOf = ({ store }: Org, pipelineId: unknown): Stored[] =>
  store.list("status").filter(({ values }) => values["pipeline_id"] === pipelineId)

const PLAIN: Record<Kind, readonly string[]> = {
  lead: ["name", "description", "url", "status_id"],
  contact: ["lead_id", "name", "title", "emails", "phones"],
  opportunity: ["lead_id", "contact_id", "status_id", "value", "value_period", "user_id", "note", "confidence", "date_won"],
}

export const timeOf = (at: number): string => new Date(at).toISOString()

/** A record as it is given: empty fields of the organization's own are left out. */
export function bodyOf(org: Org, { type, id, values, createdAt, updatedAt }: Stored): Record<string, unknown> {
  const kind = type as Kind
  const own = fieldsOf(org, kind).flatMap((field) => {
    const value = values[`custom.${field.id}`]
    return value === undefined || value === null ? [] : [[`custom.${field.id}`, value]]
  })
  const plain = PLAIN[kind].map((name) => [name, values[name] ?? null])
  const times = { date_created: timeOf(createdAt), date_updated: timeOf(updatedAt) }
  return { id, ...Object.fromEntries([...plain, ...own]), ...times, ...beside(org, kind, id, values) }
}

function beside(org: Org, kind: Kind, id: string, values: Stored["values"]): Record<string, unknown> {
  const { store } = org
  if (kind === "contact") return {}
  if (kind === "lead")
    return { contacts: partsOf(org, "contact", id).map((one) => bodyOf(org, one)), display_name: values["name"] ?? "Untitled" }
  const status = store.find("status", String(values["status_id"]))
  const { label = null, type = null, pipeline_id = null } = status?.values ?? {}
  return { status_label: label, status_type: type, pipeline_id }
}

/** What belongs to a lead. */
export const partsOf = ({ store }: Org, kind: "contact" | "opportunity", leadId: string): Stored[] =>
  store.list(kind).filter(({ values }) => values["lead_id"] === leadId)

export function save(org: Org, kind: Kind, record: Stored | undefined, body: Record<string, unknown>, by: string): Stored {
  const known = new Set([...PLAIN[kind], ...fieldsOf(org, kind).map(({ id }) => `custom.${id}`)])
  const kept = Object.fromEntries(Object.entries(body).filter(([name]) => known.has(name)))
  const problems = Object.entries(kept).flatMap(([name, value]) => problemOf(org, name, value))
  if (problems.length > 0) throw new CloseProblem(400, "", Object.fromEntries(problems))
  const values = { ...kept, ...wonOn(org, record, kept) }
  if (record) return org.store.change(record, values, by)
  if (kind === "lead") return makeLead(org, values, body["contacts"], by)
  // Without a lead one is made for it, with no name.
  const lead_id = values["lead_id"] ?? org.store.create("lead", { name: "Untitled" }, by).id
  if (!org.store.find("lead", String(lead_id))) throw new CloseProblem(400, "", { lead_id: "Lead does not exist." })
  const start = kind === "opportunity" ? { status_id: org.store.list("status")[0]?.id, user_id: by } : {}
  return org.store.create(kind, { ...start, ...values, lead_id }, by)
}

function makeLead(org: Org, values: Record<string, unknown>, contacts: unknown, by: string): Stored {
  const lead = org.store.create("lead", values, by)
  for (const contact of (contacts ?? []) as Record<string, unknown>[]) save(org, "contact", undefined, { ...contact, lead_id: lead.id }, by)
  return lead
}

/** The day is noted of itself, and stays when the deal is open again. */
function wonOn(org: Org, record: Stored | undefined, { status_id }: Record<string, unknown>): Record<string, unknown> {
  const isWon = status_id !== undefined && org.store.find("status", String(status_id))?.values["type"] === "won"
  return isWon && !record?.values["date_won"] ? { date_won: timeOf(org.clock.now()).slice(0, 10) } : {}
}

function problemOf({ store, settings }: Org, name: string, value: unknown): [string, string][] {
  if (value === null) return []
  if (name === "status_id" && !store.find("status", String(value))) return [[name, "Status does not exist."]]
  if (name === "user_id" && !store.find("user", String(value))) return [[name, "User does not exist."]]
  if (name === "value" && !Number.isInteger(value)) return [[name, "Must be an integer."]]
  const { refuses } = settings
  const isRefused = refuses && name.startsWith("custom.") && typeof value === "string" && value.includes(refuses.contains)
  return isRefused ? [[name, refuses.message]] : []
}

/** A lead goes with all that belongs to it. */
export function removeRecord(org: Org, record: Stored, by: string): void {
  if (record.type === "lead") for (const part of allParts(org, record.id)) org.store.remove(part, by)
  org.store.remove(record, by)
}

export function restoreRecord(org: Org, record: Stored, by: string): void {
  const gone = (["contact", "opportunity"] as const).flatMap((kind) => org.store.deleted(kind))
  const parts =
    record.type === "lead" ? gone.filter(({ values, deletedAt }) => values["lead_id"] === record.id && deletedAt === record.deletedAt) : []
  org.store.restore(record, by)
  for (const part of parts) org.store.restore(part, by)
}

const allParts = (org: Org, leadId: string): Stored[] => [...partsOf(org, "contact", leadId), ...partsOf(org, "opportunity", leadId)]

/** What belonged to the other goes to the one that stays. */
export function mergeLeads(org: Org, kept: Stored, other: Stored, by: string): void {
  for (const part of allParts(org, other.id)) org.store.change(part, { lead_id: kept.id }, by)
  org.store.merge(kept, other, [], by)
}

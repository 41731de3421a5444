import { createHash } from "node:crypto"
import { isDrifted, openAccount, type SimAccount } from "@/e2e/simulators/shared/account"
import { openStore, type Store, type Stored } from "@/e2e/simulators/shared/store"

/** A company in memory. A field that it makes gets a code of forty digits, which no two companies share. */
export type Entity = "person" | "deal"
export type Field = { field_name: string; field_code: string; field_type: string; is_custom_field: boolean; isRequired: boolean }

type Settings = {
  /** Tokens of a day. */
  tokensMax: number
  /** Calls, and searches, in two seconds. */
  burstMax: number
  searchMax: number
  /** How long a new record hides from search. */
  searchLagSeconds: number
  /** Without it the fields of contact sync are forbidden. */
  hasContactSync: boolean
  /** A text that no field of the company's own takes, and why. */
  refuses: { contains: string; message: string } | null
}

export type Company = SimAccount<Settings> & {
  store: Store
  fields: Record<Entity, Field[]>
  user: { integration: string; person: string }
}

const DEFAULTS: Settings = {
  tokensMax: 60_000,
  burstMax: 20,
  searchMax: 10,
  searchLagSeconds: 10,
  hasContactSync: false,
  refuses: null,
}

const field = (field_code: string, field_type: string, isRequired = false): Field => ({
  field_name: field_code.replaceAll("_", " "),
  field_code,
  field_type,
  is_custom_field: false,
  isRequired,
})

const FIELDS: Record<Entity, Field[]> = {
  person: [
    field("name", "varchar", true),
    field("emails", "varchar"),
    field("phones", "phone"),
    field("owner_id", "user"),
    field("org_id", "org"),
    field("job_title", "varchar"),
  ],
  deal: [
    field("title", "varchar", true),
    field("value", "double"),
    field("currency", "varchar"),
    field("person_id", "people"),
    field("owner_id", "user"),
    field("pipeline_id", "int"),
    field("stage_id", "int"),
    field("status", "varchar"),
    field("lost_reason", "varchar"),
    field("expected_close_date", "date"),
  ],
}

export type CompanyOptions = { startAt?: number | undefined; owners?: readonly { name: string; email: string }[] | undefined }

export function createCompany({ startAt, owners }: CompanyOptions): Company {
  const account = openAccount(startAt, DEFAULTS)
  const company: Company = {
    ...account,
    store: openStore(account.clock, (count) => String(300 + count)),
    fields: structuredClone(FIELDS),
    user: { integration: "", person: "" },
  }
  const user = (name: string, email: string): string => company.store.create("user", { name, email, active_flag: true }, "").id
  const people = (
    owners ?? [
      { name: "Rania Khalil", email: "rania@falcon.example" },
      { name: "Omar Said", email: "omar@falcon.example" },
    ]
  ).map(({ name, email }) => user(name, email))
  company.user = { person: people[0] ?? "", integration: user("Onelead", "onelead@falcon.example") }
  const pipeline = addPipeline(company, "Pipeline")
  for (const name of ["Qualified", "Contact Made", "Demo Scheduled", "Proposal Made", "Negotiations Started"])
    company.store.create("stage", { name, pipeline_id: Number(pipeline.id) }, "")
  return company
}

export const addPipeline = ({ store }: Company, name: string): Stored => store.create("pipeline", { name }, "")

export function addField(
  { fields, clock }: Company,
  entity: Entity,
  { field_name, field_type }: Pick<Field, "field_name" | "field_type">,
): Field {
  const field_code = createHash("sha1").update(`${entity} ${field_name} ${fields[entity].length} ${clock.now()}`).digest("hex")
  const made = { field_name, field_code, field_type, is_custom_field: true, isRequired: false }
  fields[entity].push(made)
  return made
}

/** The fields that are there today. */
export const fieldsOf = (company: Company, entity: Entity): Field[] =>
  company.fields[entity].filter(({ field_name }) => !isDrifted(company, `${entity}.${field_name}`, "deal.Onelead vehicle"))

/** Whole seconds in v2. */
export const timeOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/** A record as v2 gives it: what the company made stands in a box of its own, what is empty is null. */
export function bodyOf(company: Company, { type, id, values, createdAt, updatedAt, deletedAt }: Stored): Record<string, unknown> {
  const fields = fieldsOf(company, type as Entity)
  const valuesOf = (isCustom: boolean) =>
    Object.fromEntries(
      fields.filter((known) => known.is_custom_field === isCustom).map(({ field_code }) => [field_code, values[field_code] ?? null]),
    )
  const times = { add_time: timeOf(createdAt), update_time: timeOf(updatedAt), is_deleted: deletedAt !== null }
  return { id: Number(id), ...valuesOf(false), ...times, custom_fields: valuesOf(true) }
}

import { isDrifted, isFrozen, openAccount, type SimAccount } from "@/e2e/simulators/shared/account"
import { openStore, type Store, type Stored } from "@/e2e/simulators/shared/store"

/** An organisation in memory: its fields, its pipeline, its people and its records. */
export type Field = {
  api_name: string
  field_label: string
  data_type: string
  length: number
  unique: Record<string, unknown>
  custom_field: boolean
  system_mandatory: boolean
  options: string[]
  isFrozen?: boolean
}

type Settings = {
  creditsMax: number
  slots: number
  tokenSeconds: number
  tokensPerTenMinutes: number
  /** Where tokens of this organisation are good; everywhere when null. */
  apiHost: string | null
  /** Deals in this stage are in a blueprint, and leave it by its own steps alone. */
  blueprintStage: string | null
  /** Merges are done so many seconds later. */
  mergeSeconds: number
  /** A workflow sets these a second after a write over the API, in our user's name. */
  automation: { module: string; set: Record<string, unknown> }[]
}

export type Org = SimAccount<Settings> & {
  store: Store
  fields: Map<string, Field[]>
  /** Credits that were spent, with their times. */
  spent: { at: number; credits: number }[]
  user: { integration: string; person: string }
}

const DEFAULTS: Settings = {
  creditsMax: 50_000,
  slots: 5,
  tokenSeconds: 3_600,
  tokensPerTenMinutes: 10,
  apiHost: null,
  blueprintStage: null,
  mergeSeconds: 0,
  automation: [],
}

/** name, forecast type */
export const STAGES: readonly [string, "Open" | "Closed Won" | "Closed Lost"][] = [
  ["Qualification", "Open"],
  ["Needs Analysis", "Open"],
  ["Value Proposition", "Open"],
  ["Proposal/Price Quote", "Open"],
  ["Negotiation/Review", "Open"],
  ["Closed Won", "Closed Won"],
  ["Closed Lost", "Closed Lost"],
  ["Closed Lost to Competition", "Closed Lost"],
]
export const PIPELINE = "Standard (Standard)"

const field = (api_name: string, data_type = "text", more: Partial<Field> = {}): Field => ({
  api_name,
  field_label: api_name.replaceAll("_", " "),
  data_type,
  length: 255,
  unique: {},
  custom_field: false,
  system_mandatory: false,
  options: [],
  ...more,
})

const common = (): Field[] => [
  field("Owner", "ownerlookup"),
  field("Description", "textarea"),
  field("Created_Time", "datetime"),
  field("Modified_Time", "datetime"),
]

const FIELDS = (): Map<string, Field[]> =>
  new Map([
    [
      "Contacts",
      [
        ...common(),
        field("First_Name"),
        field("Last_Name", "text", { system_mandatory: true }),
        field("Email", "email"),
        field("Secondary_Email", "email"),
        field("Phone", "phone"),
        field("Mobile", "phone"),
        field("Mailing_Country"),
        field("Email_Opt_Out", "boolean"),
        field("Lead_Source", "picklist", { options: ["Web", "Phone", "Partner"] }),
        field("Account_Name", "lookup"),
      ],
    ],
    [
      "Deals",
      [
        ...common(),
        field("Deal_Name", "text", { system_mandatory: true }),
        field("Stage", "picklist", { system_mandatory: true, options: STAGES.map(([name]) => name) }),
        field("Pipeline", "picklist", { options: [PIPELINE] }),
        field("Closing_Date", "date", { system_mandatory: true }),
        field("Amount", "currency"),
        field("Contact_Name", "lookup"),
      ],
    ],
    ["Notes", [field("Note_Title"), field("Note_Content", "textarea"), field("Parent_Id", "lookup")]],
    [
      "Calls",
      [
        field("Subject"),
        field("Call_Type", "picklist", { options: ["Inbound", "Outbound", "Missed"] }),
        field("Call_Start_Time", "datetime"),
        field("Call_Duration"),
        field("Who_Id", "lookup"),
        field("Description", "textarea"),
      ],
    ],
  ])

export type OrgOptions = { startAt?: number | undefined; owners?: readonly { name: string; email: string }[] | undefined }

const FIRST_ID = 5_512_000_000_900_000

export function createOrg({ startAt, owners }: OrgOptions): Org {
  const account = openAccount(startAt, DEFAULTS)
  const org: Org = {
    ...account,
    store: openStore(account.clock, (count) => String(FIRST_ID + count)),
    fields: FIELDS(),
    spent: [],
    user: { integration: "", person: "" },
  }
  const user = (full_name: string, email: string): string => org.store.create("Users", { full_name, email, status: "active" }, "").id
  const people = (
    owners ?? [
      { name: "Rania Khalil", email: "rania@falcon.example" },
      { name: "Omar Said", email: "omar@falcon.example" },
    ]
  ).map(({ name, email }) => user(name, email))
  org.user = { person: people[0] ?? "", integration: user("Onelead", "onelead@falcon.example") }
  return org
}

const OURS = "Deals.Onelead_vehicle"

/** The fields of a module that are there today. */
export const fieldsOf = (org: Org, module: string): Field[] =>
  (org.fields.get(module) ?? [])
    .filter(({ api_name }) => !isDrifted(org, `${module}.${api_name}`, OURS))
    .map((known) => ({ ...known, isFrozen: isFrozen(org, `${module}.${known.api_name}`, OURS) }))

/** Times are told with the organisation's own offset. */
export const timeOf = (at: number): string => `${new Date(at + 4 * 3_600_000).toISOString().slice(0, 19)}+04:00`

const LOOKUPS = new Set(["lookup", "ownerlookup"])

/** A field of a record as the API gives it: links are objects, what is empty is null. */
export function valueOf(org: Org, record: Stored, name: string): unknown {
  if (name === "id") return record.id
  if (name === "Created_Time") return timeOf(record.createdAt)
  if (name === "Modified_Time") return timeOf(record.updatedAt)
  if (name === "Modified_By" || name === "Created_By") return { id: name === "Modified_By" ? record.updatedBy : record.createdBy }
  const value = record.values[name] ?? null
  const type = org.fields.get(record.type)?.find(({ api_name }) => api_name === name)?.data_type ?? ""
  return LOOKUPS.has(type) && typeof value === "string" ? { id: value, name: "" } : value
}

export const bodyOf = (org: Org, record: Stored, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(["id", ...names].map((name) => [name, valueOf(org, record, name)]))

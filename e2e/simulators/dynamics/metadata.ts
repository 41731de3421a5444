/** The tables of an environment with the Sales app, as far as a lead sync touches them. */
export type ColumnType =
  | "String"
  | "Memo"
  | "Integer"
  | "Money"
  | "Boolean"
  | "DateTime"
  | "DateOnly"
  | "Lookup"
  | "Picklist"
  | "State"
  | "Status"
  | "Uniqueidentifier"

type Option = { value: number; label: string; state?: number }
export type Column = {
  name: string
  schemaName: string
  label: string
  type: ColumnType
  maxLength: number
  isReadOnly: boolean
  options: Option[]
  /** Of a lookup: by which navigation property each table is bound. */
  binds: Record<string, string>
}
type Key = { schemaName: string; columns: string[]; activeAt: number; isFailed: boolean }
export type Table = {
  name: string
  set: string
  idColumn: string
  nameColumn: string
  columns: Map<string, Column>
  keys: Key[]
  isTracked: boolean
}

const label = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ")

export function column(name: string, type: ColumnType, given: Partial<Column> = {}): Column {
  return { name, schemaName: name, label: label(name), type, maxLength: 100, isReadOnly: false, options: [], binds: {}, ...given }
}

const texts = (...names: string[]): Column[] => names.map((name) => column(name, "String"))
const fixed = (name: string, type: ColumnType): Column => column(name, type, { isReadOnly: true })
const lookup = (name: string, binds: Record<string, string>, isReadOnly = false): Column => column(name, "Lookup", { binds, isReadOnly })
const state = (labels: readonly string[]): Column =>
  column("statecode", "State", { options: labels.map((text, value) => ({ value, label: text })) })
const status = (options: readonly [value: number, label: string, state: number][]): Column =>
  column("statuscode", "Status", { options: options.map(([value, text, of]) => ({ value, label: text, state: of })) })

const SYSTEM: readonly Column[] = [
  fixed("createdon", "DateTime"),
  fixed("modifiedon", "DateTime"),
  lookup("modifiedby", { systemuser: "modifiedby" }, true),
  lookup("ownerid", { systemuser: "ownerid", team: "ownerid" }),
]
const MERGED: readonly Column[] = [fixed("merged", "Boolean")]
const PERSON: readonly Column[] = [
  ...texts("firstname", "lastname", "jobtitle", "telephone1", "telephone2", "telephone3", "mobilephone", "address1_country"),
  ...texts("emailaddress1", "emailaddress2", "emailaddress3"),
  fixed("fullname", "String"),
  column("description", "Memo", { maxLength: 2_000 }),
  column("donotbulkemail", "Boolean"),
]
const active = [
  state(["Active", "Inactive"]),
  status([
    [1, "Active", 0],
    [2, "Inactive", 1],
  ]),
]

function table(name: string, set: string, nameColumn: string, columns: readonly Column[], isTracked = false): Table {
  const idColumn = `${["phonecall", "task", "opportunityclose"].includes(name) ? "activity" : name}id`
  const all = [fixed(idColumn, "Uniqueidentifier"), ...SYSTEM, ...columns]
  return { name, set, idColumn, nameColumn, columns: new Map(all.map((one) => [one.name, one])), keys: [], isTracked }
}

const regarding = (name: string): Column =>
  lookup("regardingobjectid", Object.fromEntries(["lead", "contact", "opportunity"].map((to) => [to, `regardingobjectid_${to}_${name}`])))

export function defaultTables(): Map<string, Table> {
  const tables = [
    table("systemuser", "systemusers", "fullname", [
      ...texts("fullname", "internalemailaddress", "applicationid"),
      column("isdisabled", "Boolean"),
    ]),
    table("account", "accounts", "name", [...texts("name"), ...MERGED, lookup("masterid", { account: "masterid" }, true), ...active]),
    table(
      "contact",
      "contacts",
      "fullname",
      [
        ...PERSON,
        ...MERGED,
        lookup("masterid", { contact: "masterid" }, true),
        lookup("parentcustomerid", { account: "parentcustomerid_account", contact: "parentcustomerid_contact" }),
        lookup("originatingleadid", { lead: "originatingleadid" }),
        ...active,
      ],
      true,
    ),
    table("lead", "leads", "fullname", leadColumns(), true),
    table("opportunity", "opportunities", "name", opportunityColumns(), true),
    table("opportunityclose", "opportunitycloses", "subject", [
      ...texts("subject"),
      lookup("opportunityid", { opportunity: "opportunityid" }),
      column("actualrevenue", "Money"),
      column("actualend", "DateTime"),
    ]),
    table("phonecall", "phonecalls", "subject", [
      column("subject", "String", { maxLength: 200 }),
      column("description", "Memo", { maxLength: 2_000 }),
      column("directioncode", "Boolean"),
      column("actualdurationminutes", "Integer"),
      column("scheduledend", "DateTime"),
      ...texts("phonenumber"),
      regarding("phonecall"),
      state(["Open", "Completed", "Canceled"]),
      status([
        [1, "Open", 0],
        [2, "Made", 1],
        [4, "Received", 1],
        [3, "Canceled", 2],
      ]),
    ]),
    table("task", "tasks", "subject", [
      column("subject", "String", { maxLength: 200 }),
      column("description", "Memo", { maxLength: 2_000 }),
      regarding("task"),
      state(["Open", "Completed", "Canceled"]),
      status([
        [2, "Not Started", 0],
        [5, "Completed", 1],
        [6, "Canceled", 2],
      ]),
    ]),
    table("annotation", "annotations", "subject", [
      column("subject", "String", { maxLength: 500 }),
      column("notetext", "Memo", { maxLength: 100_000 }),
      lookup("objectid", { lead: "objectid_lead", contact: "objectid_contact", opportunity: "objectid_opportunity" }),
    ]),
    ...registration(),
  ]
  return new Map(tables.map((one) => [one.name, one]))
}

/** Where apps ask to be told: endpoints, and a step for one message of one table. */
const registration = (): Table[] => [
  table("sdkmessage", "sdkmessages", "name", texts("name")),
  table("sdkmessagefilter", "sdkmessagefilters", "primaryobjecttypecode", [
    ...texts("primaryobjecttypecode"),
    lookup("sdkmessageid", { sdkmessage: "sdkmessageid" }),
  ]),
  table("serviceendpoint", "serviceendpoints", "name", [
    ...texts("name"),
    column("url", "String", { maxLength: 2_000 }),
    column("authvalue", "String", { maxLength: 2_000 }),
    ...["contract", "authtype", "messageformat", "connectionmode"].map((name) => column(name, "Integer")),
  ]),
  table("sdkmessageprocessingstep", "sdkmessageprocessingsteps", "name", [
    ...texts("name"),
    ...["stage", "mode", "rank", "supporteddeployment"].map((name) => column(name, "Integer")),
    column("asyncautodelete", "Boolean"),
    lookup("sdkmessageid", { sdkmessage: "sdkmessageid" }),
    lookup("sdkmessagefilterid", { sdkmessagefilter: "sdkmessagefilterid" }),
    lookup("eventhandler", { serviceendpoint: "eventhandler_serviceendpoint" }),
  ]),
]

const leadColumns = (): Column[] => [
  ...PERSON,
  ...MERGED,
  column("subject", "String", { maxLength: 300 }),
  ...texts("companyname"),
  column("leadsourcecode", "Picklist", {
    options: [
      { value: 1, label: "Advertisement" },
      { value: 8, label: "Web" },
    ],
  }),
  lookup("masterid", { lead: "masterid" }, true),
  lookup("parentcontactid", { contact: "parentcontactid" }),
  lookup("qualifyingopportunityid", { opportunity: "qualifyingopportunityid" }),
  state(["Open", "Qualified", "Disqualified"]),
  status([
    [1, "New", 0],
    [2, "Contacted", 0],
    [3, "Qualified", 1],
    [4, "Lost", 2],
    [5, "Cannot Contact", 2],
    [6, "No Longer Interested", 2],
    [7, "Canceled", 2],
  ]),
]

const opportunityColumns = (): Column[] => [
  column("name", "String", { maxLength: 300 }),
  column("estimatedvalue", "Money"),
  column("actualvalue", "Money"),
  column("estimatedclosedate", "DateOnly"),
  column("actualclosedate", "DateOnly"),
  column("description", "Memo", { maxLength: 2_000 }),
  lookup("parentcontactid", { contact: "parentcontactid" }),
  lookup("customerid", { contact: "customerid_contact", account: "customerid_account" }),
  lookup("originatingleadid", { lead: "originatingleadid" }),
  state(["Open", "Won", "Lost"]),
  status([
    [1, "In Progress", 0],
    [2, "On Hold", 0],
    [3, "Won", 1],
    [4, "Canceled", 2],
    [5, "Out-Sold", 2],
  ]),
]

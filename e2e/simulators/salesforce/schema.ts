/** What fields an org has before anybody touches it, and what it says of each. */
export type Field = {
  name: string
  label: string
  type: string
  length: number
  nillable: boolean
  createable: boolean
  updateable: boolean
  defaultedOnCreate: boolean
  custom: boolean
  externalId: boolean
  unique: boolean
  restrictedPicklist: boolean
  picklistValues: { value: string; label: string; active: boolean }[]
  referenceTo: string[]
}

const SIZES: Record<string, number> = { textarea: 32_000, email: 80, phone: 40, reference: 18, id: 18, picklist: 255, url: 255 }

export function field(name: string, type: string, given: Partial<Field> = {}): Field {
  return {
    name,
    label: name
      .replace(/__c$/, "")
      .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
      .replaceAll("_", " "),
    type,
    length: SIZES[type] ?? (type === "string" ? 255 : 0),
    nillable: true,
    createable: true,
    updateable: true,
    defaultedOnCreate: false,
    custom: false,
    externalId: false,
    unique: false,
    restrictedPicklist: false,
    picklistValues: [],
    referenceTo: [],
    ...given,
  }
}

const fixed = { createable: false, updateable: false }
const text = (name: string, length: number, given: Partial<Field> = {}): Field => field(name, "string", { length, ...given })
const readOnly = (name: string, type: string): Field => field(name, type, fixed)
const to = (name: string, ...referenceTo: string[]): Field => field(name, "reference", { referenceTo })
const list = (name: string, values: readonly string[], given: Partial<Field> = {}): Field =>
  field(name, "picklist", { picklistValues: values.map((value) => ({ value, label: value, active: true })), ...given })
const required = { nillable: false }

const SYSTEM: readonly Field[] = [
  field("Id", "id", { ...fixed, nillable: false, defaultedOnCreate: true }),
  readOnly("IsDeleted", "boolean"),
  readOnly("CreatedDate", "datetime"),
  readOnly("LastModifiedDate", "datetime"),
  field("LastModifiedById", "reference", { ...fixed, referenceTo: ["User"] }),
  readOnly("SystemModstamp", "datetime"),
  field("OwnerId", "reference", { defaultedOnCreate: true, nillable: false, referenceTo: ["User"] }),
]
const PERSON: readonly Field[] = [
  text("FirstName", 40),
  text("LastName", 80, required),
  text("Title", 128),
  field("Email", "email"),
  field("Phone", "phone"),
  field("MobilePhone", "phone"),
  field("Description", "textarea"),
  list("LeadSource", ["Web", "Phone Inquiry", "Partner Referral", "Other"]),
  readOnly("MasterRecordId", "reference"),
]

/** Name, whether it is closed, whether it is won, and the probability of a stage. */
export const STAGES: readonly [name: string, isClosed: boolean, isWon: boolean, probability: number][] = [
  ["Prospecting", false, false, 10],
  ["Qualification", false, false, 10],
  ["Needs Analysis", false, false, 20],
  ["Value Proposition", false, false, 50],
  ["Id. Decision Makers", false, false, 60],
  ["Perception Analysis", false, false, 70],
  ["Proposal/Price Quote", false, false, 75],
  ["Negotiation/Review", false, false, 90],
  ["Closed Won", true, true, 100],
  ["Closed Lost", true, false, 0],
]
export const LEAD_STATUSES = ["Open - Not Contacted", "Working - Contacted", "Closed - Converted", "Closed - Not Converted"] as const
export const CONVERTED_STATUS = "Closed - Converted"

const COLUMNS: Record<string, readonly string[]> = {
  User: ["Name", "Email", "Username", "UserType", "IsActive"],
  OpportunityStage: ["ApiName", "MasterLabel", "IsActive", "IsClosed", "IsWon", "DefaultProbability", "ForecastCategoryName", "SortOrder"],
  LeadStatus: ["ApiName", "MasterLabel", "IsConverted", "IsDefault", "SortOrder"],
  Organization: ["Name", "TimeZoneSidKey", "IsSandbox"],
  PermissionSet: ["Name", "Label"],
  PermissionSetAssignment: ["PermissionSetId", "AssigneeId"],
  FieldPermissions: ["ParentId", "SobjectType", "Field", "PermissionsRead", "PermissionsEdit"],
}

export const defaultObjects = (): Map<string, Field[]> =>
  new Map<string, Field[]>([
    ["Account", [...SYSTEM, text("Name", 255, required), field("Phone", "phone"), readOnly("MasterRecordId", "reference")]],
    ["Contact", [...SYSTEM, ...PERSON, to("AccountId", "Account"), text("MailingCountry", 80), field("HasOptedOutOfEmail", "boolean")]],
    ["Lead", [...SYSTEM, ...PERSON, ...leadFields()]],
    ["Opportunity", [...SYSTEM, ...opportunityFields()]],
    ["Task", [...SYSTEM, ...taskFields()]],
    [
      "OpportunityContactRole",
      [...SYSTEM, to("OpportunityId", "Opportunity"), to("ContactId", "Contact"), text("Role", 255), field("IsPrimary", "boolean")],
    ],
    ...Object.entries(COLUMNS).map(([name, columns]): [string, Field[]] => [
      name,
      [...SYSTEM, ...columns.map((column) => field(column, /^(Is|Permissions)/.test(column) ? "boolean" : "string"))],
    ]),
  ])

const leadFields = (): Field[] => [
  text("Company", 255, required),
  text("Country", 80),
  list("Status", LEAD_STATUSES, { nillable: false, defaultedOnCreate: true, restrictedPicklist: true }),
  field("HasOptedOutOfEmail", "boolean"),
  readOnly("IsConverted", "boolean"),
  readOnly("ConvertedDate", "date"),
  readOnly("ConvertedContactId", "reference"),
  readOnly("ConvertedAccountId", "reference"),
  readOnly("ConvertedOpportunityId", "reference"),
]

const opportunityFields = (): Field[] => [
  text("Name", 120, required),
  list(
    "StageName",
    STAGES.map(([name]) => name),
    { nillable: false, restrictedPicklist: true },
  ),
  field("CloseDate", "date", required),
  field("Amount", "currency"),
  field("Probability", "percent", { defaultedOnCreate: true }),
  field("Description", "textarea"),
  list("LeadSource", ["Web", "Phone Inquiry", "Partner Referral", "Other"]),
  to("AccountId", "Account"),
  to("ContactId", "Contact"),
  readOnly("IsClosed", "boolean"),
  readOnly("IsWon", "boolean"),
  readOnly("ForecastCategoryName", "picklist"),
]

const taskFields = (): Field[] => [
  to("WhoId", "Contact", "Lead"),
  to("WhatId", "Opportunity", "Account"),
  text("Subject", 255),
  field("Description", "textarea"),
  list("Status", ["Not Started", "In Progress", "Completed"], { defaultedOnCreate: true, nillable: false }),
  list("Priority", ["High", "Normal", "Low"], { defaultedOnCreate: true, nillable: false }),
  field("ActivityDate", "date"),
  list("TaskSubtype", ["Call", "Task", "Email"], { restrictedPicklist: true }),
  list("CallType", ["Inbound", "Outbound", "Internal"], { restrictedPicklist: true }),
  field("CallDurationInSeconds", "int"),
  text("CallDisposition", 255),
]

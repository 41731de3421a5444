import { TYPE_FACTS, type ObjectType } from "./object-types"

/** The properties, groups, pipelines and owners that an account has before anybody touches it. */
export type PropertyOption = { label: string; value: string; displayOrder: number; hidden: boolean; description?: string }

export type PropertyDefinition = {
  name: string
  label: string
  type: string
  fieldType: string
  groupName: string
  description: string
  options: PropertyOption[]
  displayOrder: number
  hasUniqueValue: boolean
  hidden: boolean
  calculated: boolean
  externalOptions: boolean
  formField: boolean
  hubspotDefined: boolean
  readOnly: boolean
  archived: boolean
  createdAt: number
  updatedAt: number
}

export type PropertyGroup = { name: string; label: string; displayOrder: number; archived: boolean }

export type Stage = {
  id: string
  label: string
  displayOrder: number
  metadata: Record<string, string>
  createdAt: number
  updatedAt: number
}
export type Pipeline = { id: string; label: string; displayOrder: number; stages: Stage[]; createdAt: number; updatedAt: number }
export type Owner = { id: string; email: string; firstName: string; lastName: string; userId: number; archived: boolean }

const BORN = Date.UTC(2019, 7, 6, 2, 41, 8, 377)

type Shape = {
  readOnly?: boolean
  options?: readonly string[]
  labels?: readonly string[]
  external?: boolean
  calculated?: boolean
  unique?: boolean
}

const LABELS: Record<string, string> = {
  firstname: "First name",
  lastname: "Last name",
  phone: "Phone number",
  mobilephone: "Mobile phone number",
  jobtitle: "Job title",
  lifecyclestage: "Lifecycle stage",
  hubspot_owner_id: "Owner",
  dealname: "Deal name",
  dealstage: "Deal stage",
  dealtype: "Deal type",
  closedate: "Close date",
  createdate: "Create date",
  lastmodifieddate: "Last modified date",
  hs_lastmodifieddate: "Last modified date",
  hs_email_optout: "Unsubscribed from all email",
  hs_email_optout_1001: "Opted out of email: Newsletter",
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function property(groupName: string, name: string, kind: string, shape: Shape = {}): PropertyDefinition {
  const [type = "string", fieldType = "text"] = kind.split("/")
  return {
    name,
    label: LABELS[name] ?? sentence(name.replace(/^hs_/, "").replaceAll("_", " ")),
    type,
    fieldType,
    groupName,
    description: "",
    options: (shape.options ?? []).map((value, index) => ({
      label: shape.labels?.[index] ?? value,
      value,
      displayOrder: index,
      hidden: false,
    })),
    displayOrder: -1,
    hasUniqueValue: shape.unique ?? false,
    hidden: false,
    calculated: shape.calculated ?? false,
    externalOptions: shape.external ?? false,
    formField: !(shape.readOnly ?? false),
    hubspotDefined: true,
    readOnly: shape.readOnly ?? false,
    archived: false,
    createdAt: BORN,
    updatedAt: BORN,
  }
}

const TEXT = "string/text"
const MOMENT = "datetime/date"
const fixed = (group: string, type: ObjectType): PropertyDefinition[] => [
  property(group, "hs_object_id", "number/number", { readOnly: true }),
  property(group, TYPE_FACTS[type].createdProperty, MOMENT, { readOnly: type !== "deals" }),
  property(group, "hs_lastmodifieddate", MOMENT, { readOnly: true }),
  property(group, "hs_object_source", TEXT, { readOnly: true }),
  property(group, "hs_object_source_label", TEXT, { readOnly: true }),
  property(group, "hs_merged_object_ids", "enumeration/checkbox", { readOnly: true }),
  property(group, "hubspot_owner_id", "enumeration/select", { external: true }),
]

export const LIFECYCLE_STAGES = [
  "subscriber",
  "lead",
  "marketingqualifiedlead",
  "salesqualifiedlead",
  "opportunity",
  "customer",
  "evangelist",
  "other",
] as const

function contactProperties(): PropertyDefinition[] {
  const group = "contactinformation"
  const text = [
    "email",
    "hs_additional_emails",
    "firstname",
    "lastname",
    "company",
    "jobtitle",
    "website",
    "city",
    "state",
    "zip",
    "country",
    "address",
  ]
  const phones = ["phone", "mobilephone", "fax", "hs_whatsapp_phone_number"]
  return [
    ...fixed(group, "contacts"),
    property(group, "lastmodifieddate", MOMENT, { readOnly: true }),
    ...text.map((name) => property(group, name, TEXT, name === "email" ? { unique: true } : {})),
    ...phones.map((name) => property(group, name, "string/phonenumber")),
    property(group, "lifecyclestage", "enumeration/radio", {
      options: LIFECYCLE_STAGES,
      labels: ["Subscriber", "Lead", "Marketing Qualified Lead", "Sales Qualified Lead", "Opportunity", "Customer", "Evangelist", "Other"],
    }),
    property("sales_properties", "hs_lead_status", "enumeration/radio", {
      options: ["NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING"],
    }),
    property(group, "hs_email_optout", "bool/booleancheckbox", { readOnly: true }),
    property(group, "hs_email_optout_1001", "enumeration/booleancheckbox", { readOnly: true, options: ["true", "false"] }),
    property(group, "hs_calculated_phone_number", TEXT, { readOnly: true, calculated: true }),
    property(group, "hs_searchable_calculated_phone_number", TEXT, { readOnly: true, calculated: true }),
  ]
}

function dealProperties(): PropertyDefinition[] {
  const group = "dealinformation"
  const computed = { readOnly: true, calculated: true }
  return [
    ...fixed(group, "deals"),
    property(group, "dealname", TEXT),
    property(group, "dealstage", "enumeration/radio", { external: true }),
    property(group, "pipeline", "enumeration/select", { external: true }),
    property(group, "amount", "number/number"),
    property(group, "closedate", MOMENT),
    property(group, "description", "string/textarea"),
    property(group, "dealtype", "enumeration/radio", { options: ["newbusiness", "existingbusiness"] }),
    property(group, "deal_currency_code", "enumeration/select", { options: ["AED", "USD", "EUR", "GBP", "SAR"] }),
    property(group, "closed_lost_reason", "string/textarea"),
    property(group, "closed_won_reason", "string/textarea"),
    property(group, "hs_is_closed", "bool/booleancheckbox", computed),
    property(group, "hs_is_closed_won", "bool/booleancheckbox", computed),
    property(group, "hs_is_closed_lost", "bool/booleancheckbox", computed),
    property(group, "hs_deal_stage_probability", "number/number", computed),
    property(group, "hs_projected_amount", "number/number", computed),
  ]
}

function activityProperties(type: ObjectType): PropertyDefinition[] {
  const group = "engagement"
  const base = [...fixed(group, type), property(group, "hs_timestamp", MOMENT)]
  const text = (name: string) => property(group, name, "string/textarea")
  const choice = (name: string, options: string[]) => property(group, name, "enumeration/select", { options })
  if (type === "notes") return [...base, text("hs_note_body"), text("hs_attachment_ids")]
  if (type === "calls")
    return [
      ...base,
      ...["hs_call_title", "hs_call_body", "hs_call_from_number", "hs_call_to_number", "hs_call_recording_url", "hs_call_disposition"].map(
        text,
      ),
      property(group, "hs_call_duration", "number/number"),
      choice("hs_call_direction", ["INBOUND", "OUTBOUND"]),
      choice("hs_call_status", [
        "BUSY",
        "CALLING_CRM_USER",
        "CANCELED",
        "COMPLETED",
        "CONNECTING",
        "FAILED",
        "IN_PROGRESS",
        "MISSED",
        "NO_ANSWER",
        "QUEUED",
        "RINGING",
      ]),
    ]
  if (type === "communications")
    return [
      ...base,
      choice("hs_communication_channel_type", ["WHATS_APP", "LINKEDIN_MESSAGE", "SMS"]),
      choice("hs_communication_logged_from", ["CRM"]),
      text("hs_communication_body"),
    ]
  return [
    ...base,
    text("hs_task_subject"),
    text("hs_task_body"),
    text("hs_task_reminders"),
    choice("hs_task_status", ["NOT_STARTED", "IN_PROGRESS", "WAITING", "DEFERRED", "COMPLETED"]),
    choice("hs_task_priority", ["NONE", "LOW", "MEDIUM", "HIGH"]),
    choice("hs_task_type", ["TODO", "CALL", "EMAIL"]),
  ]
}

export function defaultProperties(type: ObjectType): PropertyDefinition[] {
  if (type === "contacts") return contactProperties()
  if (type === "deals") return dealProperties()
  return activityProperties(type)
}

export function defaultGroups(type: ObjectType): PropertyGroup[] {
  const named = (name: string, label: string): PropertyGroup => ({ name, label, displayOrder: -1, archived: false })
  if (type === "contacts") return [named("contactinformation", "Contact information"), named("sales_properties", "Sales properties")]
  if (type === "deals") return [named("dealinformation", "Deal information")]
  return [named("engagement", "Engagement")]
}

export function defaultPipelines(): Pipeline[] {
  const stages: [string, string, string][] = [
    ["appointmentscheduled", "Appointment Scheduled", "0.2"],
    ["qualifiedtobuy", "Qualified To Buy", "0.4"],
    ["presentationscheduled", "Presentation Scheduled", "0.6"],
    ["decisionmakerboughtin", "Decision Maker Bought-In", "0.8"],
    ["contractsent", "Contract Sent", "0.9"],
    ["closedwon", "Closed Won", "1.0"],
    ["closedlost", "Closed Lost", "0.0"],
  ]
  return [
    {
      id: "default",
      label: "Sales Pipeline",
      displayOrder: 0,
      createdAt: BORN,
      updatedAt: BORN,
      stages: stages.map(([id, label, probability], displayOrder) => ({
        id,
        label,
        displayOrder,
        metadata: { isClosed: String(id.startsWith("closed")), probability },
        createdAt: BORN,
        updatedAt: BORN,
      })),
    },
  ]
}

export const defaultOwners = (): Owner[] => [
  { id: "70001", email: "aisha@rentals.example", firstName: "Aisha", lastName: "Rahman", userId: 98_499_705, archived: false },
  { id: "70002", email: "omar@rentals.example", firstName: "Omar", lastName: "Haddad", userId: 98_499_706, archived: false },
  { id: "70003", email: "priya@rentals.example", firstName: "Priya", lastName: "Nair", userId: 98_499_707, archived: false },
  { id: "70004", email: "left@rentals.example", firstName: "Former", lastName: "Colleague", userId: 98_499_708, archived: true },
]

export const ownersOf = (people: readonly { email: string; name: string }[]): Owner[] =>
  people.map(({ email, name }, at) => {
    const [firstName = "", ...rest] = name.split(" ")
    return { id: String(70_001 + at), email, firstName, lastName: rest.join(" "), userId: 98_499_705 + at, archived: false }
  })

import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { mapField } from "@/lib/core/sync/mapping"
import type { OwnProperty } from "@/lib/crm/provider"
import { TEXT, textsIn, type Codec } from "@/lib/crm/rest/codecs"
import type { Raw, RestCrm, RestObject } from "@/lib/crm/rest/descriptor"
import { KEYS, ownMappings, ownPropertiesBut } from "@/lib/crm/rest/own-properties"

/**
 * A lead of ours is a Lead there with its first Contact: what is true of the person stands on the contact, what is ours on the
 * lead. Its run is an Opportunity of that lead.
 */
export const PATHS = { contact: "/lead/", deal: "/opportunity/" } as const satisfies Record<CrmObject, string>
/** Properties of a lead that stand on its contact. */
export const ON_PERSON = ["name", "emails", "phones"]

/** A lead has no owner of its own there. */
export const OWNER: OwnProperty = { object: "contact", name: "onelead_owner", label: "Onelead owner", unique: false, type: "text" }

export const CLOSE_MAPPINGS = ownMappings([
  mapField("name", "contact", ["name"], "full_name", "both", "newest"),
  mapField("email", "contact", ["emails"], "email", "both", "newest"),
  mapField("phone", "contact", ["phones"], "phone", "both", "newest"),
  mapField("owner", "contact", [OWNER.name], "owner", "both", "newest"),
  mapField("deal_name", "deal", ["note"], "text", "out", "theirs"),
  mapField("stage", "deal", ["status_id"], "stage", "both", "newest"),
  mapField("amount", "deal", ["value"], "number", "both", "newest"),
  mapField("owner", "deal", ["user_id"], "owner", "out", "ours"),
])

export const CLOSE_OWN_PROPERTIES = [...ownPropertiesBut(), OWNER]

const PersonThere = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  emails: z.array(z.looseObject({ email: z.string() })).catch([]),
  phones: z.array(z.looseObject({ phone: z.string() })).catch([]),
  date_updated: z.string().optional(),
})
const Head = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  note: z.string().nullish(),
  date_created: z.string(),
  date_updated: z.string(),
  contacts: z.array(PersonThere).catch([]),
})

/** The people of a lead; ours is the first. */
export const peopleIn = (lead: Raw): z.infer<typeof PersonThere>[] => z.array(PersonThere).catch([]).parse(lead["contacts"])

function headOf(raw: Raw): ReturnType<RestObject["headOf"]> {
  const { id, name, note, date_created, date_updated, contacts } = Head.parse(raw)
  const times = [date_updated, ...contacts.flatMap((person) => person.date_updated ?? [])].map((text) => new Date(text).getTime())
  return {
    id,
    name: contacts[0]?.name || name || note || null,
    emails: contacts.flatMap(({ emails }) => emails.map(({ email }) => email)),
    phones: contacts.flatMap(({ phones }) => phones.map(({ phone }) => phone)),
    createdAt: new Date(date_created),
    // An edit of a contact is one of its lead.
    updatedAt: new Date(Math.max(...times)),
  }
}

export const CLOSE_OBJECTS: Record<CrmObject, RestObject> = {
  contact: {
    key: KEYS.contact,
    // It may stand empty, as any field of our own.
    owner: "",
    always: [],
    headOf,
    get: (raw, { name, remote = name }) => {
      if (!ON_PERSON.includes(name)) return raw[remote]
      const [person] = peopleIn(raw)
      return person ? person[name] : name === "name" ? raw["name"] : []
    },
  },
  deal: { key: KEYS.deal, owner: "user_id", always: [], headOf },
}

/** A list of objects with one text each, the first of which is ours. */
export const firstOf = (field: "email" | "phone", type: string): Codec => ({
  write: (text) => [{ [field]: text, type }],
  read: (value) => textsIn(...(Array.isArray(value) ? (value as Raw[]).map((one) => one[field]) : []))[0] ?? null,
  empty: [],
})

/** Money is whole hundredths there. */
export const CENTS: Codec = {
  write: (text) => (Number.isFinite(Number(text)) ? Math.round(Number(text) * 100) : text),
  read: (value) => (typeof value === "number" ? String(value / 100) : TEXT.read(value)),
}

export const CLOSE_DEAL: RestCrm["deal"] = {
  stageOf: ({ pipeline_id, status_id }) =>
    typeof status_id === "string" ? { pipelineId: typeof pipeline_id === "string" ? pipeline_id : "", stageId: status_id } : null,
  // A status belongs to one pipeline.
  putStage: (body, { stageId }) => void Object.assign(body, { status_id: stageId }),
  putContact: (body, contactId) => void Object.assign(body, { lead_id: contactId, value_period: "one_time" }),
}

import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { mapField } from "@/lib/core/sync/mapping"
import { textsIn, withLastName } from "@/lib/crm/rest/codecs"
import type { Raw, RestObject } from "@/lib/crm/rest/descriptor"
import { KEYS, ownMappings, ownPropertiesBut } from "@/lib/crm/rest/own-properties"

/** A lead is a Contact, its run a Deal. Company is a lookup there: ours is a text of its own. */
export const MODULES = { contact: "Contacts", deal: "Deals" } as const satisfies Record<CrmObject, string>
export const OPT_OUT = "Email_Opt_Out"
export const STAGE = "Stage"
const NO_NAME = "[not provided]"

export const ZOHO_MAPPINGS = ownMappings([
  mapField("name", "contact", ["First_Name", "Last_Name"], "full_name", "both", "newest"),
  mapField("email", "contact", ["Email"], "email", "both", "newest"),
  mapField("phone", "contact", ["Phone"], "phone", "both", "newest"),
  mapField("country", "contact", ["Mailing_Country"], "text", "both", "newest"),
  mapField("owner", "contact", ["Owner"], "owner", "both", "newest"),
  mapField("deal_name", "deal", ["Deal_Name"], "text", "out", "theirs"),
  mapField("stage", "deal", [STAGE], "stage", "both", "newest"),
  mapField("amount", "deal", ["Amount"], "number", "both", "newest"),
  mapField("owner", "deal", ["Owner"], "owner", "out", "ours"),
])

export const ZOHO_OWN_PROPERTIES = ownPropertiesBut("onelead_country")

const Head = z.looseObject({ id: z.string(), Created_Time: z.string(), Modified_Time: z.string() })

const headOf =
  (names: readonly string[]): RestObject["headOf"] =>
  (raw: Raw) => {
    const { id, Created_Time, Modified_Time } = Head.parse(raw)
    return {
      id,
      name: textsIn(...names.map((name) => nameOf(raw[name]))).join(" ") || null,
      emails: textsIn(raw["Email"], raw["Secondary_Email"]),
      phones: textsIn(raw["Phone"], raw["Mobile"]),
      createdAt: new Date(Created_Time),
      updatedAt: new Date(Modified_Time),
    }
  }

const nameOf = (value: unknown): unknown => (value === NO_NAME ? "" : value)

export const ZOHO_OBJECTS: Record<CrmObject, RestObject> = {
  contact: {
    key: KEYS.contact,
    owner: "Owner",
    always: ["id", "First_Name", "Last_Name", "Email", "Secondary_Email", "Phone", "Mobile", "Created_Time", "Modified_Time"],
    headOf: headOf(["First_Name", "Last_Name"]),
    get: (raw, { name, remote = name }) => (remote === "Last_Name" ? nameOf(raw[remote]) : raw[remote]),
    prepare: withLastName("First_Name", "Last_Name", NO_NAME),
  },
  deal: {
    key: KEYS.deal,
    owner: "Owner",
    always: ["id", "Deal_Name", "Pipeline", STAGE, "Created_Time", "Modified_Time"],
    headOf: headOf(["Deal_Name"]),
  },
}

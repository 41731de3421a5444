import { z } from "zod"
import { link, unlink } from "@/e2e/simulators/hubspot/api/associations"
import { mergeRecords } from "@/e2e/simulators/hubspot/account/merge"
import { associationTypesBetween, OBJECT_TYPES, objectTypeNamed, type ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import { findRecord, type Author, type CrmRecord, type Portal } from "@/e2e/simulators/hubspot/account/portal"
import { setOptOut } from "@/e2e/simulators/hubspot/api/preferences"
import { invalid, notFound } from "@/e2e/simulators/hubspot/account/problems"
import { applyPlan, archiveRecord, planWrite, purgeRecord, restoreRecord } from "@/e2e/simulators/hubspot/account/records"
import { viewRecord } from "@/e2e/simulators/hubspot/account/views"

/**
 * Edits by a person in the account, an automation, or another app: the same writes as over the API, under another
 * author and without its limits.
 */
const By = z.object({
  userId: z.number().int().default(98_499_705),
  /** CRM_UI unless said otherwise, e.g. CRM_UI_BULK_ACTION, AUTOMATION_PLATFORM, IMPORT. */
  changeSource: z.string().default("CRM_UI"),
  /** Another app's write: INTEGRATION with this app as the source. */
  asApp: z.number().int().optional(),
})
const Properties = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
const Id = z.coerce.string()
const Type = z.string().transform((name, context): ObjectType => {
  const type = objectTypeNamed(name)
  if (type) return type
  context.addIssue(`unknown object type ${name}`)
  return z.NEVER
})

export const EditInput = z.discriminatedUnion("op", [
  By.extend({
    op: z.literal("create"),
    objectType: Type,
    properties: Properties,
    associateWith: z.array(Id).default([]),
    daysAgo: z.number().min(0).default(0),
  }),
  By.extend({ op: z.literal("update"), objectType: Type, id: Id, properties: Properties }),
  /** The person unsubscribes from mail, or subscribes again. */
  By.extend({ op: z.literal("optOut"), id: Id, property: z.string().default("hs_email_optout"), isOut: z.boolean().default(true) }),
  By.extend({ op: z.literal("delete"), objectType: Type, id: Id }),
  By.extend({ op: z.literal("restore"), objectType: Type, id: Id }),
  By.extend({ op: z.literal("merge"), objectType: Type, primaryId: Id, mergeId: Id }),
  By.extend({ op: z.literal("privacyDelete"), objectType: Type.default("contacts"), id: Id }),
  By.extend({ op: z.literal("associate"), fromId: Id, toId: Id }),
  By.extend({ op: z.literal("disassociate"), fromId: Id, toId: Id }),
])
export type Edit = z.infer<typeof EditInput>

function authorOfEdit(edit: z.infer<typeof By>): Author {
  if (edit.asApp !== undefined) return { changeSource: "INTEGRATION", sourceId: String(edit.asApp) }
  const isPerson = edit.changeSource.startsWith("CRM_UI")
  return {
    changeSource: edit.changeSource,
    sourceId: isPerson ? `userId:${edit.userId}` : edit.changeSource,
    ...(isPerson ? { userId: edit.userId } : {}),
  }
}

function mustFind(portal: Portal, type: ObjectType, id: string, archived = false): CrmRecord {
  const record = findRecord(portal, type, id, { archived })
  if (!record) throw notFound(`There is no ${archived ? "archived " : ""}record ${id} among the ${type}`)
  return record
}

function anywhere(portal: Portal, id: string): CrmRecord {
  for (const type of OBJECT_TYPES) {
    const record = findRecord(portal, type, id)
    if (record) return record
  }
  throw notFound(`There is no record ${id}`)
}

function connect(portal: Portal, one: CrmRecord, other: CrmRecord, author: Author): void {
  const type = associationTypesBetween(one.type, other.type)[0]
  if (!type) throw invalid(`A ${one.type} record cannot be associated with a ${other.type} record`)
  link(portal, one, other, [type.typeId], author)
}

/** The record afterwards; null when it was deleted. */
export function applyEdit(portal: Portal, edit: Edit): Record<string, unknown> | null {
  const author = authorOfEdit(edit)
  switch (edit.op) {
    case "create": {
      const others = edit.associateWith.map((id) => anywhere(portal, id))
      const agoMs = edit.daysAgo * 86_400_000
      portal.clock.advance(-agoMs)
      try {
        const record = applyPlan(portal, planWrite(portal, edit.objectType, null, { properties: edit.properties, author, version: "ui" }))
        for (const other of others) connect(portal, record, other, author)
        return everything(portal, record)
      } finally {
        portal.clock.advance(agoMs)
      }
    }
    case "update": {
      const record = mustFind(portal, edit.objectType, edit.id)
      return everything(
        portal,
        applyPlan(portal, planWrite(portal, edit.objectType, record, { properties: edit.properties, author, version: "ui" })),
      )
    }
    case "optOut":
      return everything(portal, setOptOut(portal, mustFind(portal, "contacts", edit.id), edit, author))
    case "delete":
      archiveRecord(portal, mustFind(portal, edit.objectType, edit.id), author)
      return null
    case "restore": {
      const record = mustFind(portal, edit.objectType, edit.id, true)
      restoreRecord(portal, record, author)
      return everything(portal, record)
    }
    case "merge": {
      const primary = mustFind(portal, edit.objectType, edit.primaryId)
      const other = mustFind(portal, edit.objectType, edit.mergeId)
      if (primary === other) throw invalid("Cannot merge an object with itself")
      return everything(portal, mergeRecords(portal, primary, other, author))
    }
    case "privacyDelete":
      purgeRecord(portal, mustFind(portal, edit.objectType, edit.id), author)
      return null
    case "associate":
      connect(portal, anywhere(portal, edit.fromId), anywhere(portal, edit.toId), author)
      return null
    default:
      unlink(portal, anywhere(portal, edit.fromId), anywhere(portal, edit.toId), author)
      return null
  }
}

/** All its values, the empty ones left out. */
export const everything = (portal: Portal, record: CrmRecord): Record<string, unknown> => ({
  ...viewRecord(portal, record, { associations: OBJECT_TYPES }),
  properties: record.values,
})

import type { VisitorObject } from "oxc-parser"
import { dotted, propertyOf } from "./names"

type Call = Parameters<NonNullable<VisitorObject["CallExpression"]>>[0]
type Template = Parameters<NonNullable<VisitorObject["TaggedTemplateExpression"]>>[0]

/**
 * The leads, and the rows that may be written only while their lead is locked (lib/platform/lock-order.ts). Queues and what
 * several leads share are not among them.
 */
const LEAD_TABLES = [
  "leads",
  "attributions",
  "bookings",
  "consents",
  "conversations",
  "crm_activities",
  "crm_conflicts",
  "crm_links",
  "lead_checklist",
  "lead_field_values",
  "lead_identities",
  "lead_scores",
  "match_profiles",
  "merges",
  "nurture_enrolments",
  "owner_history",
  "splits",
  "stage_history",
  "tasks",
  "touchpoints",
]
const TABLE_CONSTANTS = new Set(LEAD_TABLES.map((name) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())))
const WRITE = new RegExp(String.raw`\b(?:update|insert\s+into|delete\s+from)\s+(?:${LEAD_TABLES.join("|")})\b`, "i")

/** `db.update(leads)`: who sends it. */
export function leadWriteOf({ callee, arguments: [first] }: Call): string | undefined {
  if (callee.type !== "MemberExpression" || !first) return undefined
  const method = propertyOf(callee)
  const isWrite =
    method === "execute"
      ? first.type === "TaggedTemplateExpression" && writesLeads(first)
      : ["update", "insert", "delete"].includes(method) && first.type === "Identifier" && TABLE_CONSTANTS.has(first.name)
  return isWrite ? dotted(callee.object) : undefined
}

/** A statement in SQL. */
export const writesLeads = ({ quasi }: Template): boolean => WRITE.test(quasi.quasis.map(({ value }) => value.raw).join(" ? "))

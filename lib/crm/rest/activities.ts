import { createHash } from "node:crypto"
import type { ActivityRow, ActivityType, RowResult } from "@/lib/crm/provider"
import { RestError, type Rest } from "./descriptor"

/**
 * These CRMs know no key of an entry. Each has a reference of ours as its last line, and what stands with the contact already
 * is looked at before anything is sent, so that an entry whose answer was lost stands once.
 */
export async function logActivities(rest: Rest, type: ActivityType, rows: readonly ActivityRow[]): Promise<Map<string, RowResult>> {
  const results = new Map<string, RowResult>()
  for (const [contactId, entries] of byContact(rows)) {
    const since = new Date(Math.min(...entries.map(({ at }) => at.getTime())))
    const texts = await rest.crm.activities.textsOf(rest.api, type, contactId, since)
    for (const row of entries)
      results.set(row.key, texts.some((text) => text.includes(referenceOf(row))) ? THERE : await log(rest, type, row))
  }
  return results
}

const THERE: RowResult = { outcome: "ok", id: "", isNew: false, updatedAt: null }

async function log({ crm, api }: Rest, type: ActivityType, row: ActivityRow): Promise<RowResult> {
  const withReference = { ...row, body: `${row.body}\n${referenceOf(row)}` }
  try {
    return { outcome: "ok", id: await crm.activities.log(api, type, withReference), isNew: true, updatedAt: null }
  } catch (error) {
    if (!(error instanceof RestError)) throw error
    return { outcome: "invalid", offences: [{ property: "", cause: "value", message: error.words }] }
  }
}

const referenceOf = ({ key }: ActivityRow): string => `Onelead ${createHash("sha256").update(key).digest("hex").slice(0, 16)}`

function byContact(rows: readonly ActivityRow[]): Map<string, ActivityRow[]> {
  const groups = new Map<string, ActivityRow[]>()
  for (const row of rows) groups.set(row.contactId, [...(groups.get(row.contactId) ?? []), row])
  return groups
}

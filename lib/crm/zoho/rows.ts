import { z } from "zod"
import { maskContacts } from "@/lib/core/mask-contacts"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { Offence, RowResult } from "@/lib/crm/provider"
import { codeOf, RestError, type RestApi, type RestCrm } from "@/lib/crm/rest/descriptor"
import { KEYS } from "@/lib/crm/rest/own-properties"
import { MODULES, STAGE } from "./modules"

/** Each row of a write has an answer of its own, whatever the status of the call says. */
const Row = z.looseObject({
  status: z.string(),
  code: z.string(),
  action: z.string().nullish(),
  message: z.string().catch(""),
  details: z
    .looseObject({
      id: z.string().optional().catch(undefined),
      api_name: z.string().optional().catch(undefined),
      Modified_Time: z.string().optional().catch(undefined),
      duplicate_record: z.looseObject({ id: z.string() }).optional().catch(undefined),
    })
    .catch({}),
})
const Rows = z.object({ data: z.array(Row) })
export type ZohoRow = z.infer<typeof Row>

/** Rows that are all bad may come as one refusal. */
export async function sendRows(sending: Promise<{ body: unknown }>): Promise<ZohoRow[]> {
  try {
    return Rows.parse((await sending).body).data
  } catch (error) {
    const rows = error instanceof RestError ? Rows.safeParse(error.body) : null
    if (!rows?.success) throw error
    return rows.data.data
  }
}

export const write: RestCrm["write"] = async (api, object, act, rows) => {
  const cost = Math.ceil(rows.length / 10)
  const path = act === "create" ? `/${MODULES[object]}/upsert` : `/${MODULES[object]}`
  const data = rows.map(({ row, body }) => (act === "create" ? body : { id: row.externalId, ...body }))
  // Without the list, the address of a contact and the name of a deal would make two into one.
  const keys = act === "create" ? { duplicate_check_fields: [codeOf(api.property(object, KEYS[object]))] } : {}
  const answers = await sendRows(
    api.send({ operation: `${object}.${act}`, method: act === "create" ? "POST" : "PUT", path, body: { data, ...keys }, cost }),
  )
  return rows.map((_, at) => resultOf(api, object, answers[at]))
}

const GONE = new Set(["ID_ALREADY_CONVERTED", "CONVERTED_RECORD", "RECORD_NOT_FOUND"])

export function resultOf(api: RestApi, object: CrmObject, row: ZohoRow | undefined): RowResult {
  if (!row) return { outcome: "missing" }
  const { status, code, action, message, details } = row
  if (status === "success" && details.id !== undefined) {
    const updatedAt = details.Modified_Time === undefined ? null : new Date(details.Modified_Time)
    return { outcome: "ok", id: details.id, isNew: action === "insert", updatedAt }
  }
  if (code === "RECORD_LOCKED") return { outcome: "busy", retryAfterMs: null }
  if (GONE.has(code) || (code === "INVALID_DATA" && details.api_name === "id")) return { outcome: "missing" }
  if (code === "DUPLICATE_DATA") return { outcome: "conflict", existingId: details.duplicate_record?.id ?? null }
  // A blueprint lets nobody move its deals past its own steps.
  const offence = offenceOf(api, object, code === "RECORD_IN_BLUEPRINT" ? STAGE : (details.api_name ?? ""))
  return { outcome: "invalid", offences: [{ ...offence, message: maskContacts(`${code}: ${message}`) }] }
}

function offenceOf({ schema }: RestApi, object: CrmObject, field: string): Omit<Offence, "message"> {
  const known = schema?.properties[object].find((property) => codeOf(property) === field)
  return { property: known?.name ?? field, cause: known?.options ? "option" : "value" }
}

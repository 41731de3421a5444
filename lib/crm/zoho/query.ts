import { z } from "zod"
import { crmLines } from "@/lib/core/sync/crm-phones"
import { RestError, type Raw, type RestApi, type RestCrm } from "@/lib/crm/rest/descriptor"
import { chunks } from "@/lib/crm/rest/reads"
import { MODULES } from "./modules"

/** Records by COQL, which does not lag behind what was written. More than two criteria stand in brackets, two by two. */
const PAGE = 200
/** Of values in one list, and of criteria in one query. */
const VALUES_MAX = 50
const NUMBERS_MAX = 12

const Rows = z.object({ data: z.array(z.looseObject({ id: z.string() })) })
const NoColumn = z.object({ code: z.literal("INVALID_QUERY"), details: z.object({ column_name: z.string() }) })

export const rowsIn = (body: unknown): Raw[] => (body === null ? [] : Rows.parse(body).data)

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

const isOneOf = (field: string, values: readonly string[]): string => `${field} in (${values.map(quoted).join(",")})`

const anyOf = ([first = "", ...others]: readonly string[]): string =>
  others.length === 0 ? `(${first})` : `((${first}) or ${anyOf(others)})`

/** A field that was taken away spoils no reading: its value is left out. */
async function query(api: RestApi, operation: string, module: string, fields: readonly string[], rest: string): Promise<Raw[]> {
  const select_query = `select ${fields.join(", ")} from ${module} where ${rest} limit ${PAGE}`
  try {
    return rowsIn((await api.send({ operation, method: "POST", path: "/coql", body: { select_query }, isRead: true })).body)
  } catch (error) {
    const unseen = error instanceof RestError ? NoColumn.safeParse(error.body).data?.details.column_name : undefined
    const left = fields.filter((name) => name !== unseen)
    if (left.length === fields.length) throw error
    return await query(api, operation, module, left, rest)
  }
}

export async function inParts(
  api: RestApi,
  operation: string,
  module: string,
  fields: readonly string[],
  [field, values]: [string, readonly string[]],
): Promise<Raw[]> {
  const found: Raw[] = []
  for (const part of chunks([...new Set(values)], VALUES_MAX)) {
    // A page may end within a part: several records may have one value.
    for (let after = "0"; ;) {
      const where = `((${isOneOf(field, part)}) and (id > ${quoted(after)})) order by id asc`
      const page = await query(api, operation, module, fields, where)
      found.push(...page)
      if (page.length < PAGE) break
      after = String(page.at(-1)?.["id"])
    }
  }
  return found
}

/** Numbers by their national digits, because a person writes the rest in many ways. */
export const findPeople: RestCrm["findPeople"] = async (api, { emails, phones }, fields) => {
  const found: Raw[] = []
  for (const field of ["Email", "Secondary_Email"])
    if (emails.length > 0) found.push(...(await inParts(api, "contact.emails", MODULES.contact, fields, [field, emails])))
  const numbers = [...new Set(crmLines(phones).map(({ nsn }) => nsn))]
  for (const part of chunks(numbers, NUMBERS_MAX)) {
    const criteria = part.flatMap((digits) => [`Phone like ${quoted(`%${digits}`)}`, `Mobile like ${quoted(`%${digits}`)}`])
    found.push(...(await query(api, "contact.phones", MODULES.contact, fields, `${anyOf(criteria)} order by id asc`)))
  }
  return found
}

export const list: RestCrm["list"] = async (api, object, after, fields) => {
  const raws = await query(api, `${object}.list`, MODULES[object], fields, `id > ${quoted(after ?? "0")} order by id asc`)
  return { raws, after: raws.length < PAGE ? null : String(raws.at(-1)?.["id"]) }
}

/** Whole seconds, with the zone's offset. */
export const momentOf = (at: Date): string => `${at.toISOString().slice(0, 19)}+00:00`

export async function changedAfter(
  api: RestApi,
  module: string,
  fields: readonly string[],
  { at, id }: { at: Date; id: string | null },
): Promise<{ raws: Raw[]; isFull: boolean }> {
  const moment = quoted(momentOf(at))
  const where =
    id === null ? `Modified_Time >= ${moment}` : `((Modified_Time > ${moment}) or ((Modified_Time = ${moment}) and (id > ${quoted(id)})))`
  const raws = await query(api, `${module}.changes`, module, fields, `${where} order by Modified_Time asc, id asc`)
  return { raws, isFull: raws.length === PAGE }
}

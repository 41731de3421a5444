import { z } from "zod"
import { crmLines } from "@/lib/core/sync/crm-phones"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord, ReadAnswer, ReadShape } from "@/lib/crm/provider"
import { DynamicsError, unknownProperty } from "./errors"
import { encodeKey, TABLES } from "./mapping"
import { columnsOf, idOf, masterOf, recordOf, type DvRow } from "./records"
import type { Transport } from "./transport"
import { textOf } from "./values"

/** Reading rows: by id through merges, by our key, by address and number, and all of them. */
const Rows = z.looseObject({
  value: z.array(z.record(z.string(), z.unknown())),
  "@odata.nextLink": z.string().optional(),
  "@odata.deltaLink": z.string().optional(),
})
export type Page = { rows: DvRow[]; next: string | null; delta: string | null }

/** Conditions in one address, which may be some thousand characters long. */
const CHUNK = 40
const PAGE = 500

export const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

export function chunks<T>(items: readonly T[], size = CHUNK): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}

export async function readPage(transport: Transport, operation: string, path: string, prefer = `odata.maxpagesize=${PAGE}`): Promise<Page> {
  const page = Rows.parse(await transport.send({ operation, path, headers: { Prefer: prefer } }))
  return { rows: page.value, next: page["@odata.nextLink"] ?? null, delta: page["@odata.deltaLink"] ?? null }
}

type Asked = { operation: string; filter: string; orderBy?: string; size?: number }

/** A column that is not there spoils no reading: its value is left out. */
export async function selectPage(
  transport: Transport,
  object: CrmObject,
  { properties }: ReadShape,
  { operation, filter, orderBy, size = PAGE }: Asked,
): Promise<Page> {
  let columns = columnsOf(object, properties)
  for (;;) {
    const query = {
      $select: columns.join(","),
      ...(filter === "" ? {} : { $filter: filter }),
      ...(orderBy === undefined ? {} : { $orderby: orderBy }),
    }
    const text = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    try {
      return await readPage(transport, operation, `${TABLES[object].set}?${text.join("&")}`, `odata.maxpagesize=${size}`)
    } catch (error) {
      const unknown = error instanceof DynamicsError ? unknownProperty(error) : null
      const left = columns.filter((name) => name !== unknown)
      if (left.length === columns.length) throw error
      columns = left
    }
  }
}

async function selectAll(transport: Transport, object: CrmObject, shape: ReadShape, asked: Asked): Promise<DvRow[]> {
  const rows: DvRow[] = []
  for (let page = await selectPage(transport, object, shape, asked); ; page = await readPage(transport, asked.operation, page.next)) {
    rows.push(...page.rows)
    if (page.next === null) return rows
  }
}

/** What lost a merge is there still, out of use, and names its master, which may have lost another one. */
const MERGES_MAX = 5

export async function readByIds(transport: Transport, object: CrmObject, ids: readonly string[], shape: ReadShape): Promise<ReadAnswer> {
  const answer: ReadAnswer = { records: new Map(), gone: new Map() }
  let asked: Map<string, readonly string[]> = new Map([...new Set(ids)].map((id) => [id, [id]]))
  for (let round = 0; round <= MERGES_MAX && asked.size > 0; round += 1) {
    const found = new Map<string, DvRow>()
    for (const part of chunks([...asked.keys()])) {
      const filter = part.map((id) => `${TABLES[object].id} eq ${id}`).join(" or ")
      for (const row of await selectAll(transport, object, shape, { operation: `${object}.read`, filter }))
        found.set(idOf(object, row), row)
    }
    const masters = new Map<string, readonly string[]>()
    for (const [id, wantedBy] of asked) {
      const row = found.get(id.toLowerCase())
      const master = row ? masterOf(row) : null
      if (master !== null) masters.set(master, [...(masters.get(master) ?? []), ...wantedBy])
      for (const wanted of master === null ? wantedBy : [])
        if (row)
          answer.records.set(wanted, { ...recordOf(object, row, transport.ownUser), mergedIds: wantedBy.filter((other) => other !== id) })
        else answer.gone.set(wanted, wanted === id ? "deleted" : "merged")
    }
    asked = masters
  }
  return answer
}

export async function readByKeys(
  transport: Transport,
  object: CrmObject,
  keys: readonly string[],
  shape: ReadShape,
): Promise<Map<string, CrmRecord>> {
  const found = new Map<string, CrmRecord>()
  for (const part of chunks(keys)) {
    const filter = part.map((key) => `${TABLES[object].key} eq ${textLiteral(encodeKey(key))}`).join(" or ")
    for (const row of await selectAll(transport, object, shape, { operation: `${object}.keys`, filter })) {
      const record = recordOf(object, row, transport.ownUser)
      if (record.key !== null && masterOf(row) === null) found.set(record.key, record)
    }
  }
  return found
}

const EMAILS = ["emailaddress1", "emailaddress2", "emailaddress3"]
const PHONES = ["telephone1", "telephone2", "mobilephone"]
/** However a number is written, its last digits mostly stand together. */
const LAST_DIGITS = 4
const IN_USE = "merged ne true"

export async function findContacts(
  transport: Transport,
  { emails, phones }: { emails: readonly string[]; phones: readonly string[] },
  shape: ReadShape,
): Promise<CrmRecord[]> {
  const found = new Map<string, CrmRecord>()
  const numbers = crmLines(phones).map(({ nsn }) => nsn)
  const isWanted = (record: CrmRecord): boolean =>
    record.phones.some((phone) => numbers.some((number) => phone.replaceAll(/\D/g, "").endsWith(number)))
  for (const part of chunks(emails, 15)) {
    const filter = `${IN_USE} and (${part.flatMap((email) => EMAILS.map((name) => `${name} eq ${textLiteral(email)}`)).join(" or ")})`
    for (const row of await selectAll(transport, "contact", shape, { operation: "contact.emails", filter }))
      found.set(idOf("contact", row), recordOf("contact", row, transport.ownUser))
  }
  for (const part of chunks([...new Set(numbers.map((number) => number.slice(-LAST_DIGITS)))], 15)) {
    const filter = `${IN_USE} and (${part.flatMap((digits) => PHONES.map((name) => `contains(${name},${textLiteral(digits)})`)).join(" or ")})`
    for (const row of await selectAll(transport, "contact", shape, { operation: "contact.phones", filter })) {
      const record = recordOf("contact", row, transport.ownUser)
      if (isWanted(record)) found.set(record.id, record)
    }
  }
  return [...found.values()]
}

export async function dealsOf(transport: Transport, contactIds: readonly string[]): Promise<Map<string, string[]>> {
  const deals = new Map<string, string[]>()
  for (const part of chunks(contactIds)) {
    const filter = part.map((id) => `_parentcontactid_value eq ${id}`).join(" or ")
    for (const row of await selectAll(transport, "deal", { properties: [] }, { operation: "deal.contacts", filter })) {
      const contactId = textOf(row["_parentcontactid_value"]) ?? ""
      deals.set(contactId, [...(deals.get(contactId) ?? []), idOf("deal", row)])
    }
  }
  return deals
}

export async function listAll(transport: Transport, object: CrmObject, after: string | null, shape: ReadShape) {
  const asked: Asked = { operation: `${object}.list`, filter: object === "contact" ? IN_USE : "", size: 200 }
  const page =
    after === null
      ? await selectPage(transport, object, shape, asked)
      : await readPage(transport, asked.operation, after, "odata.maxpagesize=200")
  return { records: page.rows.map((row) => recordOf(object, row, transport.ownUser)), after: page.next }
}

const Counts = z.object({ EntityRecordCountCollection: z.object({ Values: z.array(z.number()) }) })

/** A snapshot that may be a day old. */
export async function count(transport: Transport, object: CrmObject): Promise<number | null> {
  const path = `RetrieveTotalRecordCount(EntityNames=['${TABLES[object].name}'])`
  return Counts.parse(await transport.send({ operation: `${object}.count`, path })).EntityRecordCountCollection.Values[0] ?? null
}

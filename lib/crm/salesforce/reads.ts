import { z } from "zod"
import { crmLines } from "@/lib/core/sync/crm-phones"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord, ReadAnswer, ReadShape } from "@/lib/crm/provider"
import { SalesforceError } from "./errors"
import { KEYS, TYPES } from "./mapping"
import { fieldsOf, recordOf, type SfRecord } from "./records"
import { chunks, inList, quoted } from "./soql"
import type { Transport } from "./transport"

/** Reading records: by id through merges, by our key, by address and number, and all of them. */
const Page = z.object({ totalSize: z.number(), records: z.array(z.looseObject({ Id: z.string() })) })
const Found = z.object({ searchRecords: z.array(z.looseObject({ Id: z.string() })) })

/** `withBin`: also what lies in the recycle bin. */
export async function query(transport: Transport, operation: string, soql: string, withBin = false): Promise<SfRecord[]> {
  return Page.parse(await transport.send({ operation, method: "GET", path: withBin ? "/queryAll" : "/query", query: { q: soql } })).records
}

/** A field that is not there, or that we may not see, spoils no reading: its value is left out. */
export async function selectRows(
  transport: Transport,
  object: CrmObject,
  { properties }: ReadShape,
  { operation, rest, withBin }: { operation: string; rest: string; withBin?: boolean },
): Promise<SfRecord[]> {
  let fields = fieldsOf(object, properties)
  for (;;) {
    try {
      return await query(transport, operation, `SELECT ${fields.join(",")} FROM ${TYPES[object]} ${rest}`, withBin)
    } catch (error) {
      const unseen =
        error instanceof SalesforceError
          ? error.problems.filter(({ code }) => code === "INVALID_FIELD").flatMap((problem) => problem.fields)
          : []
      const left = fields.filter((name) => !unseen.includes(name))
      if (left.length === fields.length) throw error
      fields = left
    }
  }
}

/** What lost a merge lies in the bin and names its master, which may have lost another one. */
const MERGES_MAX = 5

export async function readByIds(transport: Transport, object: CrmObject, ids: readonly string[], shape: ReadShape): Promise<ReadAnswer> {
  const answer: ReadAnswer = { records: new Map(), gone: new Map() }
  let asked: Map<string, readonly string[]> = new Map([...new Set(ids)].map((id) => [id, [id]]))
  for (let round = 0; round <= MERGES_MAX && asked.size > 0; round += 1) {
    const found = new Map((await readRaw(transport, object, [...asked.keys()], shape)).map((raw) => [raw.Id, raw]))
    const masters = new Map<string, string[]>()
    for (const [id, wantedBy] of asked) {
      const raw = found.get(id)
      const master = raw?.["IsDeleted"] === true && typeof raw["MasterRecordId"] === "string" ? raw["MasterRecordId"] : null
      if (master !== null) masters.set(master, [...(masters.get(master) ?? []), ...wantedBy])
      for (const wanted of master === null ? wantedBy : [])
        // What is neither there nor in the bin is out of our sight: its bin was emptied, or sharing hides it.
        if (raw && raw["IsDeleted"] !== true)
          answer.records.set(wanted, { ...recordOf(object, raw, transport.ownUser), mergedIds: wantedBy.filter((other) => other !== id) })
        else answer.gone.set(wanted, !raw ? "hidden" : wanted === id ? "deleted" : "merged")
    }
    asked = masters
  }
  return answer
}

async function readRaw(transport: Transport, object: CrmObject, ids: readonly string[], shape: ReadShape): Promise<SfRecord[]> {
  const records: SfRecord[] = []
  for (const part of chunks(ids))
    records.push(
      ...(await selectRows(transport, object, shape, { operation: `${object}.read`, rest: `WHERE ${inList("Id", part)}`, withBin: true })),
    )
  return records
}

export async function readByKeys(
  transport: Transport,
  object: CrmObject,
  keys: readonly string[],
  shape: ReadShape,
): Promise<Map<string, CrmRecord>> {
  const found = new Map<string, CrmRecord>()
  for (const part of chunks(keys, 100))
    for (const raw of await selectRows(transport, object, shape, {
      operation: `${object}.keys`,
      rest: `WHERE ${inList(KEYS[object], part)}`,
    })) {
      const record = recordOf(object, raw, transport.ownUser)
      if (record.key !== null) found.set(record.key, record)
    }
  return found
}

/** Numbers are searched by their national digits, because a person writes the rest in many ways. */
export async function findContacts(
  transport: Transport,
  { emails, phones }: { emails: readonly string[]; phones: readonly string[] },
  shape: ReadShape,
): Promise<CrmRecord[]> {
  const found = new Map<string, CrmRecord>()
  for (const part of chunks(emails, 100))
    for (const raw of await selectRows(transport, "contact", shape, {
      operation: "contact.emails",
      rest: `WHERE ${inList("Email", part)}`,
    }))
      found.set(raw.Id, recordOf("contact", raw, transport.ownUser))
  const numbers = crmLines(phones).map(({ nsn }) => nsn)
  for (const part of chunks(numbers, 20)) {
    const q = `FIND {${part.join(" OR ")}} IN PHONE FIELDS RETURNING Contact(Id)`
    const { searchRecords } = Found.parse(
      await transport.send({ operation: "contact.phones", method: "GET", path: "/search", query: { q }, bucket: "search" }),
    )
    const ids = searchRecords.map(({ Id }) => Id).filter((id) => !found.has(id))
    for (const [id, record] of (await readByIds(transport, "contact", ids, shape)).records) found.set(id, record)
  }
  return [...found.values()]
}

const PAGE = 200

export async function listAll(transport: Transport, object: CrmObject, after: string | null, shape: ReadShape) {
  const from = after === null ? "" : `WHERE Id > ${quoted(after)}`
  const raw = await selectRows(transport, object, shape, { operation: `${object}.list`, rest: `${from} ORDER BY Id LIMIT ${PAGE}` })
  return { records: raw.map((one) => recordOf(object, one, transport.ownUser)), after: raw.length < PAGE ? null : (raw.at(-1)?.Id ?? null) }
}

export async function count(transport: Transport, object: CrmObject): Promise<number> {
  const answer = await transport.send({
    operation: `${object}.count`,
    method: "GET",
    path: "/query",
    query: { q: `SELECT COUNT() FROM ${TYPES[object]}` },
  })
  return Page.parse(answer).totalSize
}

export async function dealsOf(transport: Transport, contactIds: readonly string[]): Promise<Map<string, string[]>> {
  const deals = new Map<string, string[]>()
  for (const { contactId, dealId } of await readRoles(transport, "ContactId", contactIds))
    deals.set(contactId, [...new Set([...(deals.get(contactId) ?? []), dealId])])
  return deals
}

export async function readRoles(
  transport: Transport,
  by: "ContactId" | "OpportunityId",
  ids: readonly string[],
): Promise<{ contactId: string; dealId: string }[]> {
  const roles: { contactId: string; dealId: string }[] = []
  for (const part of chunks([...new Set(ids)]))
    for (const raw of await query(
      transport,
      "roles.read",
      `SELECT Id,ContactId,OpportunityId FROM OpportunityContactRole WHERE ${inList(by, part)}`,
    ))
      roles.push({ contactId: String(raw["ContactId"]), dealId: String(raw["OpportunityId"]) })
  return roles
}

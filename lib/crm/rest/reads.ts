import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord, ReadAnswer, ReadShape } from "@/lib/crm/provider"
import { codeOf, type Rest } from "./descriptor"
import { CONTACT_MARK } from "./own-properties"
import { fieldsOf, recordOf } from "./records"

/** Reading records: by id through merges, by our key, by address and number, and all of them. */
export const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))

export async function readByIds(rest: Rest, object: CrmObject, ids: readonly string[], shape: ReadShape): Promise<ReadAnswer> {
  const found = await readThere(rest, object, ids, shape)
  const answer: ReadAnswer = { records: found, gone: new Map() }
  const lost = [...new Set(ids)].filter((id) => !found.has(id))
  const survivors = await survivorsOf(rest, object, lost)
  const became = await readThere(rest, object, [...new Set(survivors.values())], shape)
  for (const id of lost) {
    const survivor = became.get(survivors.get(id) ?? "")
    if (!survivor) answer.gone.set(id, "deleted")
    else {
      const mergedIds = lost.filter((other) => survivors.get(other) === survivor.id)
      answer.records.set(id, { ...survivor, mergedIds })
    }
  }
  return answer
}

async function readThere(rest: Rest, object: CrmObject, ids: readonly string[], shape: ReadShape): Promise<Map<string, CrmRecord>> {
  const { crm, api } = rest
  const found = new Map<string, CrmRecord>()
  for (const part of chunks([...new Set(ids)], crm.batch.read))
    for (const raw of await crm.read(api, object, part, fieldsOf(rest, object, shape))) {
      const record = recordOf(rest, object, raw, shape)
      found.set(record.id, record)
    }
  return found
}

/**
 * What became of contacts that are gone. No CRM here says so; but a deal keeps the id of the contact that we gave it, and goes
 * with it to the survivor of a merge.
 */
export async function survivorsOf(rest: Rest, object: CrmObject, ids: readonly string[]): Promise<Map<string, string>> {
  const { crm, api } = rest
  if (object !== "contact" || ids.length === 0) return new Map()
  const marked = await crm.dealsMarked(api, codeOf(api.property("deal", CONTACT_MARK)), ids)
  return new Map(marked.filter(({ contactId, mark }) => contactId !== mark).map(({ contactId, mark }) => [mark, contactId]))
}

export async function readByKeys(
  rest: Rest,
  object: CrmObject,
  keys: readonly string[],
  shape: ReadShape,
): Promise<Map<string, CrmRecord>> {
  const { crm, api } = rest
  const raws = keys.length === 0 ? [] : await crm.findByKeys(api, object, keys, fieldsOf(rest, object, shape))
  const found = new Map<string, CrmRecord>()
  for (const raw of raws) {
    const record = recordOf(rest, object, raw, shape)
    // A search may find what merely holds the key somewhere.
    if (record.key !== null && keys.includes(record.key)) found.set(record.key, record)
  }
  return found
}

export async function findContacts(
  rest: Rest,
  people: { emails: readonly string[]; phones: readonly string[] },
  shape: ReadShape,
): Promise<CrmRecord[]> {
  const found = new Map<string, CrmRecord>()
  for (const raw of await rest.crm.findPeople(rest.api, people, fieldsOf(rest, "contact", shape))) {
    const record = recordOf(rest, "contact", raw, shape)
    found.set(record.id, record)
  }
  return [...found.values()]
}

export async function dealsOf({ crm, api }: Rest, contactIds: readonly string[]): Promise<Map<string, string[]>> {
  const deals = new Map<string, string[]>()
  for (const { contactId, dealId } of contactIds.length === 0 ? [] : await crm.dealsOf(api, contactIds))
    deals.set(contactId, [...new Set([...(deals.get(contactId) ?? []), dealId])])
  return deals
}

export async function listAll(rest: Rest, object: CrmObject, after: string | null, shape: ReadShape) {
  const page = await rest.crm.list(rest.api, object, after, fieldsOf(rest, object, shape))
  return { records: page.raws.map((raw) => recordOf(rest, object, raw, shape)), after: page.after }
}

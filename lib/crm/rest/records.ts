import type { CrmObject, CrmProperty } from "@/lib/core/sync/crm-schema"
import type { CrmRecord, ReadShape, WriteRow } from "@/lib/crm/provider"
import { TEXT, type Codec } from "./codecs"
import { codeOf, type OutRow, type Raw, type Rest } from "./descriptor"
import { CONTACT_MARK } from "./own-properties"

/** Records in the engine's shape, and rows in the CRM's. */
const codecOf = ({ crm }: Rest, { type }: CrmProperty): Codec => crm.codecs[type] ?? TEXT

/** By the CRM's names: what is asked for, and what is always read. */
export function fieldsOf({ crm, api }: Rest, object: CrmObject, { properties }: ReadShape): string[] {
  const { always, key } = crm.objects[object]
  return [...new Set([...always, ...[key, ...properties].map((name) => codeOf(api.property(object, name)))])]
}

export function recordOf(rest: Rest, object: CrmObject, raw: Raw, { properties }: ReadShape): CrmRecord {
  const { crm, api } = rest
  const { key, owner, headOf } = crm.objects[object]
  const textOf = (name: string): string | null | undefined => {
    const property = api.property(object, name)
    const value = valueOf(rest, object, raw, property)
    // Empty is null: what is not told of may have gone from the account, and nobody emptied it.
    if (value === undefined) return undefined
    const text = codecOf(rest, property).read(value)
    return name === owner && text === (api.schema?.ownUser ?? null) ? null : text
  }
  const values = Object.fromEntries(
    properties.flatMap((name) => {
      const text = textOf(name)
      return text === undefined ? [] : [[name, text] as const]
    }),
  )
  return {
    ...headOf(raw),
    key: textOf(key) || null,
    values,
    stage: object === "deal" ? crm.deal.stageOf(raw) : null,
    version: null,
    mergedIds: [],
    changedAt: {},
    stageChangedAt: null,
  }
}

const isKnown = ({ api }: Rest, object: CrmObject, name: string): boolean =>
  api.schema?.properties[object].some((known) => known.name === name) ?? false

const valueOf = ({ crm }: Rest, object: CrmObject, raw: Raw, property: CrmProperty): unknown =>
  crm.objects[object].get?.(raw, property) ?? raw[codeOf(property)]

export function outRow(rest: Rest, object: CrmObject, row: WriteRow): OutRow {
  const { crm, api } = rest
  const { key, owner, prepare, put } = crm.objects[object]
  const isNew = row.externalId === null
  const body: Raw = {}
  const values = {
    ...(prepare?.({ ...row.values }, isNew) ?? row.values),
    ...(isNew ? { [key]: row.key } : {}),
    // By this a deal leads to what its contact became.
    ...(object === "deal" && row.contactId !== null && isKnown(rest, "deal", CONTACT_MARK) ? { [CONTACT_MARK]: row.contactId } : {}),
  }
  for (const [name, text] of Object.entries(values)) {
    const property = api.property(object, name)
    const codec = codecOf(rest, property)
    const nobody = name === owner && text === ""
    // Where our own user is not known yet, its owner stays.
    if (nobody && !api.schema?.ownUser) continue
    const value = nobody ? codec.write(api.schema?.ownUser ?? "") : text === "" ? (codec.empty ?? null) : codec.write(text)
    if (put) put(body, property, value)
    else body[codeOf(property)] = value
  }
  if (row.stage !== null) crm.deal.putStage(body, row.stage)
  if (isNew && row.contactId !== null && object === "deal") crm.deal.putContact(body, row.contactId)
  return { row, body }
}

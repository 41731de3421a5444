import { and, eq, inArray, sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import { crmAliases } from "@/db/schema"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord, ReadAnswer } from "@/lib/crm/provider"
import { inTransaction } from "@/lib/platform/transaction"
import { newId } from "@/lib/platform/ids"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { readProperties, type SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * Records by ids that we hold. One that became another record is answered with that, as long as anybody remembers: the
 * CRM itself, or we, because its own trail may end sooner than news of the old id.
 */
export async function readLinked(run: SyncRun, object: CrmObject, ids: readonly string[]): Promise<ReadAnswer> {
  if (ids.length === 0) return { records: new Map(), gone: new Map() }
  const { ctx, provider } = run
  const shape = { properties: readProperties(run, object) }
  const { records, gone } = await provider.readByIds(object, ids, shape)
  const followed = [...records].flatMap(([id, record]) => (record.id === id ? [] : [{ id, into: record.id }]))
  await rememberAliases(ctx, object, followed)
  const known = await aliasesOf(
    ctx,
    object,
    [...gone].flatMap(([id, why]) => (why === "hidden" ? [] : [id])),
  )
  if (known.size === 0) return { records, gone }
  const survivors = await provider.readByIds(object, [...new Set(known.values())], shape)
  for (const [id, into] of known) {
    const record = survivors.records.get(into)
    if (!record) continue
    records.set(id, withMerged(record, id))
    gone.delete(id)
  }
  return { records, gone }
}

const withMerged = (record: CrmRecord, id: string): CrmRecord => ({ ...record, mergedIds: [...new Set([...record.mergedIds, id])] })

type Alias = { id: string; into: string }

export async function rememberAliases({ db, crm, now }: CrmCtx, object: CrmObject, aliases: readonly Alias[]): Promise<void> {
  if (aliases.length === 0) return
  const rows = aliases.map(({ id, into }) => ({
    id: newId(),
    provider: crm.name,
    objectType: object,
    externalId: id,
    intoId: into,
    at: now(),
  }))
  const onConflict = sql`on conflict (provider, object_type, external_id) do update set into_id = excluded.into_id`
  await inTransaction({ db }, (tx) => insertRows(tx, crmAliases, rows, onConflict))
}

/** Where each of these ids led in the end. */
export async function aliasesOf(
  { db, crm }: Pick<CrmCtx, "db" | "crm">,
  object: CrmObject,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const into = new Map<string, string>()
  let open = new Map(ids.map((id) => [id, id]))
  // A merge of merges is as long as its chain, and a chain that closes on itself leads nowhere new.
  while (open.size > 0) {
    const rows = await db
      .select()
      .from(crmAliases)
      .where(and(eq(crmAliases.provider, crm.name), eq(crmAliases.objectType, object), inArray(crmAliases.externalId, [...open.values()])))
    const next = new Map(rows.map(({ externalId, intoId }) => [externalId, intoId]))
    const led = [...open].flatMap(([id, at]): [string, string][] => {
      const to = next.get(at)
      return to === undefined || to === id || to === into.get(id) ? [] : [[id, to]]
    })
    for (const [id, to] of led) into.set(id, to)
    open = new Map(led)
  }
  return into
}

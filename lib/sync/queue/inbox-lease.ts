import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { newId } from "@/lib/platform/ids"
import { inTransaction } from "@/lib/platform/transaction"
import { ATTEMPTS_MAX, backoffMs, type Weighed } from "./on-failure"
import { LEASE_MS } from "./outbox"

/**
 * Taking notices of the inbox, and giving them back. It is the outbox's bargain: what failed often with its batch is tried
 * alone, so that one record which nobody can take over spoils only itself; a worker that died over it counts as a failure;
 * and the account's own trouble costs no attempt.
 */
export type LeasedChange = {
  id: string
  objectType: CrmObject
  externalId: string
  change: "changed" | "deleted" | "privacy" | "merged"
  version: number
  attempts: number
}
export type InboxLease = { token: string; rows: LeasedChange[] }

const BATCH = 100
const ALONE_FROM = 3

type InboxRow = {
  id: string
  object_type: CrmObject
  external_id: string
  change: LeasedChange["change"]
  version: number
  attempts: number
}

export async function leaseInbox(ctx: CrmCtx): Promise<InboxLease | null> {
  const now = ctx.now()
  const at = now.toISOString()
  const token = newId()
  return await inTransaction(ctx, async (tx) => {
    const { rows: found } = await tx.execute<{ id: string; attempts: number }>(sql`
      select id, attempts from crm_inbox where provider = ${ctx.crm.name}
        and ((state = 'pending' and not_before <= ${at}) or (state = 'leased' and lease_until < ${at}))
      order by not_before, id limit ${BATCH} for update skip locked`)
    const leased = found[0] && found[0].attempts >= ALONE_FROM ? [found[0]] : found.filter(({ attempts }) => attempts < ALONE_FROM)
    if (leased.length === 0) return null
    const { rows } = await tx.execute<InboxRow>(sql`
      update crm_inbox set attempts = case when state = 'leased' then attempts + 1 else attempts end, state = 'leased', lease_token = ${token},
        lease_until = ${new Date(now.getTime() + LEASE_MS).toISOString()}, updated_at = ${at}
      where id in ${idsIn(leased.map(({ id }) => id))}
      returning id, object_type, external_id, change, version, attempts`)
    return { token, rows: rows.map(({ object_type: objectType, external_id: externalId, ...row }) => ({ ...row, objectType, externalId })) }
  })
}

/** What was told of again meanwhile is pending again. */
export async function settleInbox(ctx: CrmCtx, { token, rows }: InboxLease, weighed: Weighed | null): Promise<void> {
  const now = ctx.now()
  const list = rows.map(({ id, version, attempts }) => ({
    id,
    version,
    dead: weighed !== null && weighed.isCounted && attempts + 1 >= ATTEMPTS_MAX,
    not_before: new Date(
      now.getTime() + (weighed === null ? 0 : weighed.isCounted ? backoffMs(attempts, id) : weighed.pauseMs),
    ).toISOString(),
  }))
  await ctx.db.execute(sql`
    update crm_inbox i set
      state = case when v.dead then 'dead' when ${weighed !== null} or i.version <> v.version then 'pending' else 'done' end,
      attempts = case when ${weighed === null} then 0 when ${weighed?.isCounted ?? false} then i.attempts + 1 else i.attempts end,
      error = ${weighed?.words ?? null}, not_before = v.not_before, lease_token = null, lease_until = null, updated_at = ${now.toISOString()}
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as v(id uuid, version int, dead boolean, not_before timestamptz)
    where i.id = v.id and i.lease_token = ${token}`)
}

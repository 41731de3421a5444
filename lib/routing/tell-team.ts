import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { MISSED_WORDS, type TargetKind } from "@/lib/core/response/targets"
import { escalationRecipients } from "@/lib/notifications/escalation-recipients"
import { readDisplayNames } from "@/lib/notifications/display-names"
import { byPerson, groupNotifications, notify, SINGLES_AN_HOUR, type NewNotification } from "@/lib/notifications/notify"
import type { ReactionCtx } from "@/lib/platform/lead-change"

/**
 * Managers hear of a missed response target and of a lead that became high priority in the hands of a junior. After a
 * few of them within the hour one line counts them.
 */
type MissedTarget = { leadId: string; run: number; kind: TargetKind; ownerId: string | null }

/** Recipients: the owner and those the setting names; every manager when none of those is active. */
export async function tellBreaches(
  ctx: ReactionCtx,
  tx: Transaction,
  breaches: readonly MissedTarget[],
  escalateTo: string | null,
): Promise<void> {
  if (breaches.length === 0) return
  const names = await readDisplayNames(tx, {
    leads: breaches.map(({ leadId }) => leadId),
    users: [escalateTo, ...breaches.map(({ ownerId }) => ownerId)],
  })
  const readers = escalateTo !== null && names.isActive(escalateTo) ? [escalateTo] : await escalationRecipients(tx)
  const hour = ctx.now().toISOString().slice(0, 13)
  const counts = await countBreaches(tx, `${hour}:00:00Z`)
  const told = (userId: string, own: readonly MissedTarget[], count: number): NewNotification[] => {
    const title = `${count} response targets missed in the last hour`
    if (count > SINGLES_AN_HOUR)
      return [{ userId, kind: "sla_breach", title, leadId: null, taskId: null, dedupeKey: `sla_breach:${userId}:${hour}`, isTally: true }]
    return own.map(({ leadId, run, kind, ownerId }) => ({
      userId,
      kind: "sla_breach" as const,
      title: `${MISSED_WORDS[kind]}: ${names.lead(leadId)} (${ownerId === null ? "unassigned" : names.user(ownerId)})`,
      leadId,
      taskId: null,
      dedupeKey: `sla_breach:${userId}:${leadId}:${run}:${kind}`,
    }))
  }
  const owners = [...byPerson(breaches, ({ ownerId }) => ownerId)].filter(([id]) => !readers.includes(id) && names.isActive(id))
  await notify(
    tx,
    [...readers.flatMap((id) => told(id, breaches, counts.total)), ...owners.flatMap(([id, own]) => told(id, own, counts.of(id)))],
    ctx.now(),
  )
}

type HighLead = { leadId: string; run: number; ownerId: string | null }

/** A lead for the seniors that a junior has, because no one else could or because it was theirs before. Told once a run. */
export async function tellHigh(ctx: ReactionCtx, tx: Transaction, high: readonly HighLead[]): Promise<void> {
  if (high.length === 0) return
  const names = await readDisplayNames(tx, { leads: high.map(({ leadId }) => leadId), users: high.map(({ ownerId }) => ownerId) })
  const entries = high.map(({ leadId, run, ownerId }) => ({
    key: `${leadId}:${run}`,
    leadId,
    taskId: null,
    text: `High priority, and not with a senior: ${names.lead(leadId)} (${names.user(ownerId)})`,
  }))
  const readers = await escalationRecipients(tx)
  await notify(
    tx,
    readers.flatMap((userId) =>
      groupNotifications(entries, {
        userId,
        kind: "high_priority",
        at: ctx.now(),
        many: (count) => `${count} high-priority leads are not with a senior`,
      }),
    ),
    ctx.now(),
  )
}

/** How many targets were missed since then, and how many of them by each owner. */
async function countBreaches(tx: Transaction, since: string): Promise<{ total: number; of: (ownerId: string) => number }> {
  const { rows } = await tx.execute<{ id: string | null; n: number }>(
    sql`select owner_id as id, count(*)::int as n from sla_breaches where at >= ${since} group by 1`,
  )
  const each = new Map(rows.map(({ id, n }) => [id, n]))
  return { total: rows.reduce((sum, { n }) => sum + n, 0), of: (ownerId) => each.get(ownerId) ?? 0 }
}

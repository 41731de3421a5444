import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { readDisplayNames } from "@/lib/notifications/display-names"
import { byPerson, groupNotifications, notify, SINGLES_AN_HOUR, type NewNotification } from "@/lib/notifications/notify"
import { actorId } from "@/lib/platform/context"
import type { ReactionCtx } from "@/lib/platform/lead-change"

/** A lead that changed its owner; null is unassigned. */
export type OwnerChange = { leadId: string; fromId: string | null; toId: string | null; reason: string | null }

const COUNT_MAX = 100

/**
 * Notifies the new owner of a lead, with the reason, unless they assigned it themselves; and the previous owner. A
 * burst must not bury other notifications: after a few leads within the hour a tally line counts them.
 */
export async function tellOwners(ctx: ReactionCtx, tx: Transaction, changes: readonly OwnerChange[]): Promise<void> {
  const me = actorId(ctx)
  const given = changes.filter(({ toId }) => toId !== null && toId !== me)
  const taken = changes.filter(({ fromId, toId }) => fromId !== null && fromId !== me && toId !== null)
  if (given.length + taken.length === 0) return
  const hour = ctx.now().toISOString().slice(0, 13)
  const [names, counts] = await Promise.all([
    readDisplayNames(tx, {
      leads: changes.map(({ leadId }) => leadId),
      users: [...given, ...taken].flatMap(({ fromId, toId }) => [fromId, toId]),
    }),
    countGiven(tx, given, `${hour}:00:00Z`),
  ])
  const at = ctx.now()
  const notices = [...byPerson(given, ({ toId }) => toId)].flatMap(([userId, own]): NewNotification[] => {
    const count = counts.get(userId) ?? own.length
    if (count > SINGLES_AN_HOUR) {
      const title = `${count > COUNT_MAX ? `More than ${COUNT_MAX}` : count} leads have become yours within the hour`
      return [{ userId, kind: "assigned", title, leadId: null, taskId: null, dedupeKey: `assigned:${userId}:${hour}`, isTally: true }]
    }
    return own.map(({ leadId, reason }) => ({
      userId,
      kind: "assigned" as const,
      title: `Yours now: ${names.lead(leadId)}${reason ? `. ${reason}` : ""}`,
      leadId,
      taskId: null,
      dedupeKey: `assigned:${userId}:${leadId}:${at.toISOString()}`,
    }))
  })
  const losses = [...byPerson(taken, ({ fromId }) => fromId)].flatMap(([userId, own]) =>
    names.isActive(userId)
      ? groupNotifications(
          own.map(({ leadId, toId, reason }) => ({
            key: `${leadId}:${at.toISOString()}`,
            leadId,
            taskId: null,
            text: `${names.lead(leadId)} is with ${names.user(toId)} now${reason ? `. ${reason}` : ""}`,
          })),
          { userId, kind: "taken", at, many: (count) => `${count} of your leads are with colleagues now` },
        )
      : [],
  )
  await notify(tx, [...notices, ...losses], at)
}

/** How many leads each of these people was assigned since then, these included, up to the tally limit. */
async function countGiven(tx: Transaction, given: readonly OwnerChange[], since: string): Promise<Map<string, number>> {
  const ids = idsIn([...new Set(given.flatMap(({ toId }) => toId ?? []))])
  const { rows } = await tx.execute<{ id: string; n: number }>(sql`
    select v.id, c.n from ${ids} v
    cross join lateral (select count(*)::int as n from (
      select 1 from owner_history h where h.to_user_id = v.id and h.at >= ${since} limit ${COUNT_MAX + 1}) counted) c`)
  return new Map(rows.map(({ id, n }) => [id, n]))
}

import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { BREACH_WORDS, type BreachKind } from "@/lib/core/routing/routing-config"
import { escalationReaders } from "@/lib/followups/notifications/escalation-readers"
import { groupNotifications, notify, type NewNotification } from "@/lib/followups/notifications/notify"
import type { ReactionCtx } from "@/lib/platform/lead-change"

/**
 * Who hears of what routing decides. Whoever is given a lead hears that and why, unless they gave it to themselves;
 * whoever has it taken from them hears where it went. Managers hear of a promise that was missed and of a lead that
 * became high priority in the hands of a junior.
 *
 * A morning of arrivals must not bury everything else in a bell: after a few leads, or a few missed promises, within the
 * hour one line counts them.
 */
export type OwnerChange = { leadId: string; fromId: string | null; toId: string | null; reason: string | null }

const SINGLES_AN_HOUR = 5
const COUNT_MAX = 100

export async function tellOwners(ctx: ReactionCtx, tx: Transaction, changes: readonly OwnerChange[]): Promise<void> {
  const me = ctx.actor.kind === "user" ? ctx.actor.id : null
  const given = changes.filter(({ toId }) => toId !== null && toId !== me)
  const taken = changes.filter(({ fromId, toId }) => fromId !== null && fromId !== me && toId !== null)
  if (given.length + taken.length === 0) return
  const names = await readNames(tx, [...given, ...taken])
  const hour = ctx.now().toISOString().slice(0, 13)
  const counts = await countGiven(tx, given, `${hour}:00:00Z`)
  const at = ctx.now()
  const notifications = [...byPerson(given, ({ toId }) => toId)].flatMap(([userId, own]): NewNotification[] => {
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
  await notify(tx, [...notifications, ...losses], at)
}

export type MissedPromise = { leadId: string; run: number; kind: BreachKind; ownerId: string | null }

/** The owner, and whoever the rule book names for it; every manager when it names nobody who is still here. */
export async function tellBreaches(
  ctx: ReactionCtx,
  tx: Transaction,
  breaches: readonly MissedPromise[],
  escalateTo: string | null,
): Promise<void> {
  if (breaches.length === 0) return
  const names = await readNames(
    tx,
    breaches.map(({ leadId, ownerId }) => ({ leadId, fromId: ownerId, toId: escalateTo })),
  )
  const readers = escalateTo !== null && names.isActive(escalateTo) ? [escalateTo] : await escalationReaders(tx)
  const hour = ctx.now().toISOString().slice(0, 13)
  const counts = await countBreaches(tx, `${hour}:00:00Z`)
  const told = (userId: string, own: readonly MissedPromise[], count: number): NewNotification[] => {
    const title = `${count} promises to customers were missed within the hour`
    if (count > SINGLES_AN_HOUR)
      return [{ userId, kind: "sla_breach", title, leadId: null, taskId: null, dedupeKey: `sla_breach:${userId}:${hour}`, isTally: true }]
    return own.map(({ leadId, run, kind, ownerId }) => ({
      userId,
      kind: "sla_breach" as const,
      title: `${BREACH_WORDS[kind]}: ${names.lead(leadId)} (${ownerId === null ? "nobody has it" : names.user(ownerId)})`,
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

export type HighLead = { leadId: string; run: number; ownerId: string | null }

/** A lead for the seniors that a junior has, because nobody else could or because it was theirs before. Told once a run. */
export async function tellHigh(ctx: ReactionCtx, tx: Transaction, high: readonly HighLead[]): Promise<void> {
  if (high.length === 0) return
  const names = await readNames(
    tx,
    high.map(({ leadId, ownerId }) => ({ leadId, fromId: null, toId: ownerId })),
  )
  const entries = high.map(({ leadId, run, ownerId }) => ({
    key: `${leadId}:${run}`,
    leadId,
    taskId: null,
    text: `High priority, and not with a senior: ${names.lead(leadId)} (${names.user(ownerId)})`,
  }))
  const readers = await escalationReaders(tx)
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

type Names = { lead: (id: string) => string; user: (id: string | null) => string; isActive: (id: string) => boolean }

async function readNames(tx: Transaction, about: readonly Omit<OwnerChange, "reason">[]): Promise<Names> {
  const leadIds = JSON.stringify([...new Set(about.map(({ leadId }) => leadId))])
  const userIds = JSON.stringify([...new Set(about.flatMap(({ fromId, toId }) => [fromId, toId].filter((id) => id !== null)))])
  const { rows } = await tx.execute<{ id: string; name: string; active: boolean }>(sql`
    select id, coalesce(name, phones[1], emails[1], 'A visitor') as name, true as active from leads
    where id in (select value::uuid from jsonb_array_elements_text(${leadIds}::jsonb))
    union all
    select id, name, active from users where id in (select value::uuid from jsonb_array_elements_text(${userIds}::jsonb))`)
  const known = new Map(rows.map((row) => [row.id, row]))
  return {
    lead: (id) => known.get(id)?.name ?? "A visitor",
    user: (id) => (id === null ? "nobody" : (known.get(id)?.name ?? "a colleague")),
    isActive: (id) => known.get(id)?.active ?? false,
  }
}

/** How many leads each of these people was given since then, these included; counted no further than anybody is told. */
async function countGiven(tx: Transaction, given: readonly OwnerChange[], since: string): Promise<Map<string, number>> {
  const ids = JSON.stringify([...new Set(given.map(({ toId }) => toId))])
  const { rows } = await tx.execute<{ id: string; n: number }>(sql`
    select v.id, c.n from (select value::uuid as id from jsonb_array_elements_text(${ids}::jsonb)) v
    cross join lateral (select count(*)::int as n from (
      select 1 from owner_history h where h.to_user_id = v.id and h.at >= ${since} limit ${COUNT_MAX + 1}) counted) c`)
  return new Map(rows.map(({ id, n }) => [id, n]))
}

/** How many promises were missed since then, and how many of them by each owner. */
async function countBreaches(tx: Transaction, since: string): Promise<{ total: number; of: (ownerId: string) => number }> {
  const { rows } = await tx.execute<{ id: string | null; n: number }>(
    sql`select owner_id as id, count(*)::int as n from sla_breaches where at >= ${since} group by 1`,
  )
  const each = new Map(rows.map(({ id, n }) => [id, n]))
  return { total: rows.reduce((sum, { n }) => sum + n, 0), of: (ownerId) => each.get(ownerId) ?? 0 }
}

function byPerson<T>(all: readonly T[], personOf: (one: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const id = personOf(one)
    if (id !== null) groups.set(id, [...(groups.get(id) ?? []), one])
  }
  return groups
}

import { sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import { notifications } from "@/db/schema"
import { newId } from "@/lib/platform/ids"
import { announceNotified } from "@/lib/platform/live/announce"
import { lockShared } from "@/lib/platform/lock-order"

/** What a bell rings for. The screen finds the page behind a line that counts by its kind. */
const NOTIFICATION_KINDS = [
  "task_due",
  "task_overdue",
  "sla_breach",
  "high_priority",
  "assigned",
  "taken",
  "crm_quota",
  "hook_disabled",
  "report_check",
] as const

export type NewNotification = {
  userId: string
  kind: (typeof NOTIFICATION_KINDS)[number]
  title: string
  leadId: string | null
  taskId: string | null
  /** What is told under one key is told once. */
  dedupeKey: string
  /** A line that counts: told again under its key, it says the newer number and is unread again. */
  isTally?: boolean
}

/**
 * Rings bells, in the transaction that gives the reason: PostgreSQL passes the word on when it commits, and a rollback
 * rings nowhere. One word for all notices of a batch.
 */
export async function notify(tx: Transaction, items: readonly NewNotification[], at: Date): Promise<void> {
  const rowsOf = (isTally: boolean) =>
    items
      .filter((notification) => (notification.isTally ?? false) === isTally)
      .map(({ userId, kind, title, leadId, taskId, dedupeKey }) => ({ id: newId(), userId, kind, title, leadId, taskId, dedupeKey, at }))
  const told = items.map(({ userId }) => userId)
  await pipelined(
    async () => items.some(({ isTally }) => isTally) && (await lockShared(tx)),
    () => insertRows(tx, notifications, rowsOf(false), sql`on conflict (dedupe_key) do nothing`),
    () => insertRows(tx, notifications, rowsOf(true), TALLY_AGAIN),
    () => announceNotified(tx, told),
  )
}

const TALLY_AGAIN = sql`on conflict (dedupe_key) do update
  set title = excluded.title, at = excluded.at, read_at = null where notifications.title <> excluded.title`

/** After so many of one kind within the hour, one line counts them. */
export const SINGLES_AN_HOUR = 5

/** From so many at once on, one line that counts says more than a line for each. */
const SINGLES_MAX = 3

/** One thing to tell. `key` is what it is told once under. */
export type NotificationItem = { key: string; leadId: string; taskId: string | null; text: string }

/** One line a thing, or one line for all of them when they are many. */
export const groupNotifications = (
  entries: readonly NotificationItem[],
  { userId, kind, at, many }: { userId: string; kind: NewNotification["kind"]; at: Date; many: (count: number) => string },
): NewNotification[] =>
  entries.length <= SINGLES_MAX
    ? entries.map(({ key, leadId, taskId, text }) => ({ userId, kind, title: text, leadId, taskId, dedupeKey: `${kind}:${userId}:${key}` }))
    : [
        {
          userId,
          kind,
          title: many(entries.length),
          leadId: null,
          taskId: null,
          dedupeKey: `${kind}:${userId}:many:${at.toISOString()}:${entries[0]?.key ?? ""}`,
        },
      ]

/** Each colleague with what is to be told to them. */
export function byPerson<T>(all: readonly T[], personOf: (one: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const id = personOf(one)
    if (id !== null) groups.set(id, [...(groups.get(id) ?? []), one])
  }
  return groups
}

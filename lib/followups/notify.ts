import { sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { notifications } from "@/db/schema"
import { newId } from "@/lib/ids"

export type Notice = {
  userId: string
  kind: "task_due" | "task_overdue" | "report_check"
  title: string
  leadId: string | null
  taskId: string | null
  /** What is told under one key is told once. */
  dedupeKey: string
}

/** Rings bells. Announce it (`announceNotified`) after the transaction. */
export const notify = async (tx: Transaction, notices: readonly Notice[], at: Date): Promise<void> => {
  await insertRows(
    tx,
    notifications,
    notices.map((notice) => ({ id: newId(), ...notice, at })),
    sql`on conflict (dedupe_key) do nothing`,
  )
}

/** From so many at once on, one line that counts says more than a line for each. */
const SINGLES_MAX = 3

export type TaskNews = { taskId: string; leadId: string; leadName: string; title: string }

/** One line a task, or one line for all of them when they are many. */
export const groupNotices = (
  news: readonly TaskNews[],
  {
    userId,
    kind,
    at,
    single,
    many,
  }: { userId: string; kind: Notice["kind"]; at: Date; single: (one: TaskNews) => string; many: (count: number) => string },
): Notice[] =>
  news.length <= SINGLES_MAX
    ? news.map((one) => ({
        userId,
        kind,
        title: single(one),
        leadId: one.leadId,
        taskId: one.taskId,
        dedupeKey: `${kind}:${userId}:${one.taskId}:${at.toISOString()}`,
      }))
    : [{ userId, kind, title: many(news.length), leadId: null, taskId: null, dedupeKey: `${kind}:${userId}:many:${at.toISOString()}` }]

import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm"
import { z } from "zod"
import { notifications } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"

type NotificationView = { id: string; kind: string; title: string; leadId: string | null; at: string; isRead: boolean }
export type Bell = { unread: number; items: NotificationView[] }

const SHOWN = 30
/** Beyond this the bell says "99+", so counting further would be for nobody. */
const COUNT_MAX = 100

/** What one's own bell says: how many unread lines, and the latest ones. */
export async function readBell(ctx: Ctx): Promise<Bell> {
  requirePermission(ctx, "lead.read")
  if (ctx.actor.kind !== "user") return { unread: 0, items: [] }
  const own = eq(notifications.userId, ctx.actor.id)
  const [rows, counted] = await Promise.all([
    ctx.db.select().from(notifications).where(own).orderBy(desc(notifications.at), desc(notifications.id)).limit(SHOWN),
    ctx.db.execute<{ n: number }>(
      sql`select count(*)::int as n from (select 1 from notifications where user_id = ${ctx.actor.id} and read_at is null limit ${COUNT_MAX}) x`,
    ),
  ])
  const items = rows.map(({ id, kind, title, leadId, at, readAt }) => ({
    id,
    kind,
    title,
    leadId,
    at: at.toISOString(),
    isRead: readAt !== null,
  }))
  return { unread: counted.rows[0]?.n ?? 0, items }
}

export const ReadNotifications = z.object({ ids: z.union([z.array(z.uuid()).max(100), z.literal("all")]) })

/** Marks own lines as read. */
export async function readNotifications(ctx: Ctx, input: z.input<typeof ReadNotifications>): Promise<void> {
  requirePermission(ctx, "lead.read")
  const { ids } = ReadNotifications.parse(input)
  if (ctx.actor.kind !== "user") return
  await ctx.db
    .update(notifications)
    .set({ readAt: ctx.now() })
    .where(
      and(eq(notifications.userId, ctx.actor.id), isNull(notifications.readAt), ids === "all" ? undefined : inArray(notifications.id, ids)),
    )
}

import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import type { Channel } from "@/lib/core/channels"
import { log } from "@/lib/platform/log"

/** Whoever knocks with a wrong key costs one write in so long. */
const EVERY_MS = 5_000

/** Keeps the newest refusal of each channel, beside the answer and never in its way. */
export function refusalNotes(db: Database): (channel: Channel, reason: string, at: Date) => void {
  const noted = new Map<Channel, number>()
  return (channel, reason, at) => {
    if (at.getTime() - (noted.get(channel) ?? 0) < EVERY_MS) return
    noted.set(channel, at.getTime())
    db.execute(
      sql`insert into channel_refusals (channel, at, reason) values (${channel}, ${at.toISOString()}, ${reason})
        on conflict (channel) do update set at = excluded.at, reason = excluded.reason`,
    ).catch((error: unknown) => log.warn({ err: error }, "a refusal could not be noted"))
  }
}

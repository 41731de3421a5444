import { z } from "zod"
import { DAY_MS } from "@/lib/core/time"
import type { Ctx } from "@/lib/platform/context"
import { addWorkingDays, addWorkingMinutes } from "@/lib/core/working-time/working-time"
import { AppError } from "@/lib/platform/errors"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"

/** An instant, or a choice that is computed in working time. */
export const SnoozeUntil = z.union([z.enum(["hour", "tomorrow", "three_days", "week"]), z.iso.datetime({ offset: true })])
type SnoozeUntil = z.infer<typeof SnoozeUntil>

const SNOOZE_DAYS_MAX = 180
const DAYS = { tomorrow: 1, three_days: 3, week: 6 }

/** An hour is a working hour, a day a working day at this time; an instant is used as it is. Throws `invalid`. */
export async function snoozeEnd(ctx: Pick<Ctx, "db" | "now">, until: SnoozeUntil): Promise<Date> {
  const now = ctx.now()
  if (until === "hour") return addWorkingMinutes(await readWorkingTime(ctx.db), now, 60)
  if (until === "tomorrow" || until === "three_days" || until === "week")
    return addWorkingDays(await readWorkingTime(ctx.db), now, DAYS[until])
  const end = new Date(until)
  const isWithin = end > now && end.getTime() - now.getTime() <= SNOOZE_DAYS_MAX * DAY_MS
  if (!isWithin)
    throw new AppError("invalid", "Choose a moment that lies ahead.", { fields: { until: `After now, within ${SNOOZE_DAYS_MAX} days.` } })
  return end
}

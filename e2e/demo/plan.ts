import type { Ctx } from "@/lib/platform/context"
import { addMonths, dayOf, monthOf } from "@/lib/core/days"
import { updateAllReports } from "@/lib/reports/sums/update-reports"
import { setGoal } from "@/lib/reports/money/goals"
import { closeMonths } from "@/lib/reports/jobs"
import { setSpend } from "@/lib/reports/money/spend"

/** What a manager would have entered: this month's goals and the spend of the channels. */
export async function planDemo(ctx: Ctx, people: number, agents: readonly { id: string }[]): Promise<void> {
  const today = dayOf(ctx.now(), "Asia/Dubai")
  const month = today.slice(0, 7)
  const bookings = Math.max(2, Math.round(people / 16))
  await setGoal(ctx, { month, metric: "leads", target: Math.round(people / 3) })
  await setGoal(ctx, { month, metric: "bookings", target: bookings })
  await setGoal(ctx, { month, metric: "revenue", target: bookings * 4000 })
  for (const { id } of agents.slice(0, 3))
    await setGoal(ctx, { month, metric: "bookings", ownerId: id, target: Math.max(1, Math.round(bookings / 6)) })
  for (const back of [0, -1, -2]) {
    const spent = addMonths(monthOf(today), back).slice(0, 7)
    await setSpend(ctx, [
      { month: spent, channel: "website", source: "google", campaign: "", amount: 40 * people + 250 * back },
      { month: spent, channel: "website", source: "facebook", campaign: "", amount: 15 * people },
      { month: spent, channel: "botspace", source: "meta", campaign: "", amount: 20 * people },
    ])
  }
  await updateAllReports(ctx)
  await closeMonths(ctx)
}

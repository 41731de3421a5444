import { dayOf, startOfDay } from "@/lib/core/days"
import { asc, gt, sql } from "drizzle-orm"
import { absences } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { Role } from "@/lib/core/lead-states"
import type { WorkingHours } from "@/lib/core/routing/working-hours"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { requirePermission } from "@/lib/platform/permissions"
import { isOpenLead } from "@/lib/routing/open-leads"

type AbsenceView = { id: string; fromAt: string; toAt: string; deputyId: string | null; isNow: boolean }

export type TeamMember = {
  id: string
  name: string
  email: string
  role: Role
  active: boolean
  languages: string[]
  hasPassword: boolean
  lastSignInAt: string | null
  takesLeads: boolean
  weight: number
  openMax: number | null
  newPerDayMax: number | null
  hours: WorkingHours | null
  openLeads: number
  newToday: number
  /** Current and future ones, the next one first. */
  absences: AbsenceView[]
}

/** The team, former colleagues last, with their current load. */
export async function listTeam(ctx: Ctx): Promise<TeamMember[]> {
  requirePermission(ctx, "settings.read")
  const now = ctx.now()
  const calendar = await readWorkingTime(ctx.db)
  const day = startOfDay(dayOf(now, calendar.timeZone), calendar.timeZone).toISOString()
  const { rows } = await ctx.db.execute<Omit<TeamMember, "absences" | "lastSignInAt"> & { lastSignInAt: Date | string | null }>(sql`
    select u.id, u.name, u.email, u.role, u.active, u.languages, u.password_hash is not null as "hasPassword", u.last_sign_in_at as "lastSignInAt",
           coalesce(a.takes_leads, true) as "takesLeads", coalesce(a.weight, 1) as weight, a.open_max as "openMax",
           a.new_per_day_max as "newPerDayMax", a.hours,
           (select count(*)::int from leads l where l.owner_id = u.id and ${isOpenLead()}) as "openLeads",
           (select count(*)::int from owner_history h where h.to_user_id = u.id and h.at >= ${day}) as "newToday"
    from users u left join agents a on a.user_id = u.id
    order by u.active desc, u.name, u.id`)
  const away = await ctx.db.select().from(absences).where(gt(absences.toAt, now)).orderBy(asc(absences.fromAt))
  return rows.map((row) => ({
    ...row,
    lastSignInAt: row.lastSignInAt === null ? null : new Date(row.lastSignInAt).toISOString(),
    absences: away
      .filter(({ userId }) => userId === row.id)
      .map(({ id, fromAt, toAt, deputyId }) => ({
        id,
        fromAt: fromAt.toISOString(),
        toAt: toAt.toISOString(),
        deputyId,
        isNow: fromAt <= now,
      })),
  }))
}

import { z } from "zod"
import type { Actor, Ctx } from "@/lib/platform/context"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS } from "@/lib/core/lead-states"
import { dayOf, daysBetween } from "@/lib/core/days"
import { NOBODY } from "@/lib/core/metrics/measures"
import { COMPARISONS, comparedWith, namedPeriod, PERIOD_NAMES, type Period } from "@/lib/core/metrics/periods"
import { listOf } from "@/lib/leads/lead-filter"
import { AppError } from "@/lib/platform/errors"
import { can, requirePermission } from "@/lib/platform/permissions"
import type { ReportRules } from "@/lib/reports/postings/rules"

/** No rental is older; and no date of the store goes beyond these, whatever it is compared with. */
export const AskedDay = z.iso.date().refine((day) => day >= "1980-01-01" && day <= "2199-12-31", "Ask for days from 1980 to 2199.")

/** Names are kept in lower case; a name is found however it is written. No text of the store holds a NUL. */
const Name = z
  .string()
  .max(200)
  .refine((name) => name.trim() !== "" && !name.includes("\u0000"), "Write a name, or - for leads without one.")

/** What a report is about; the same in the address of a dashboard and in REST. */
export const ReportQuery = z.object({
  from: AskedDay.optional().describe("First day, in the team's time zone; with `to` it overrides `period`"),
  to: AskedDay.optional().describe("Last day, included"),
  period: z.enum(PERIOD_NAMES).default("last_30"),
  compare: z.enum(COMPARISONS).default("previous"),
  owner: listOf(z.union([z.uuid(), z.enum(["me", "none"])])),
  channel: listOf(z.enum(CHANNELS)),
  band: listOf(z.enum(BANDS)),
  source: Name.optional().describe("`-`: leads without a source"),
  campaign: Name.optional().describe("`-`: leads without a campaign"),
})
export type ReportQuery = z.output<typeof ReportQuery>

/** The same, made definite: which days, and whose leads the asker may see. */
export type ReportScope = {
  period: Period
  compared: Period | null
  filter: ReportFilter
  today: string
}
export type ReportFilter = {
  owners: string[] | null
  channels: string[] | null
  bands: string[] | null
  source: string | null
  campaign: string | null
}

export const NO_FILTER: ReportFilter = { owners: null, channels: null, bands: null, source: null, campaign: null }

export const DAYS_MAX = 366 * 10

/** An agent sees their own numbers, whatever they ask for; managers the team's. */
export function scopeOf(ctx: Pick<Ctx, "actor" | "now">, query: ReportQuery, rules: ReportRules): ReportScope {
  requirePermission(ctx, "reports.own")
  const today = dayOf(ctx.now(), rules.timeZone)
  const period = periodOf(query, today, rules.weekStart)
  return {
    period,
    compared: comparedWith(period, query.compare, query.from === undefined && query.to === undefined ? query.period : null),
    filter: {
      owners: ownersOf(ctx.actor, query.owner),
      channels: query.channel?.length ? query.channel : null,
      bands: query.band?.length ? query.band : null,
      source: nameOf(query.source),
      campaign: nameOf(query.campaign),
    },
    today,
  }
}

/** In an address nothing at all is no filter, so the absence of a name has one of its own. */
const NO_NAME = "-"
const nameOf = (name: string | undefined): string | null => (name === undefined ? null : name === NO_NAME ? "" : name)

function periodOf(query: ReportQuery, today: string, weekStart: number): Period {
  if (query.from === undefined && query.to === undefined) return namedPeriod(query.period, today, weekStart)
  const from = query.from ?? query.to ?? today
  const to = query.to ?? (from > today ? from : today)
  if (from > to) throw new AppError("invalid", "The first day is after the last one.", { fields: { from: "after `to`" } })
  if (daysBetween(from, to) > DAYS_MAX) throw new AppError("invalid", "Ask for ten years at most.", { fields: { from: "too early" } })
  return { from, to }
}

function ownersOf(actor: Actor, asked: readonly string[] | undefined): string[] | null {
  const own = actor.kind === "user" ? [actor.id] : []
  if (!can(actor, "reports.team")) return own
  if (!asked?.length) return null
  return asked.flatMap((owner) => (owner === "me" ? own : owner === "none" ? [NOBODY] : [owner]))
}

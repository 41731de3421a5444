import type { Actor, Ctx } from "@/lib/platform/context"
import { dayOf, daysBetween } from "@/lib/core/days"
import { NOBODY } from "@/lib/core/metrics/measures"
import { comparedWith, namedPeriod, type Period } from "@/lib/core/metrics/periods"
import { AppError } from "@/lib/platform/errors"
import { can, requirePermission } from "@/lib/platform/permissions"
import type { ReportRules } from "@/lib/reports/postings/rules"
import { ReportQuery } from "@/lib/core/filters/reports"

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

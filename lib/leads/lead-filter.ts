import { and, eq, gte, inArray, isNotNull, isNull, lt, or, sql, type SQL } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { Actor } from "@/lib/platform/context"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { addDays, startOfDay } from "@/lib/core/days"
import type { LeadFilter } from "@/lib/core/filters/leads"
import { emailHits, phoneHits, searchFor } from "./search-leads"

/** The condition of a filter for its viewer. Days are the team's. */
export const whereLeads = (actor: Actor, filter: LeadFilter, { timeZone }: Pick<WorkingTime, "timeZone">): SQL | undefined =>
  and(
    eq(leads.state, "active"),
    filter.q ? searchFor(filter.q).found : undefined,
    filter.phone === undefined ? undefined : inHits(phoneHits(filter.phone)),
    filter.email === undefined ? undefined : inHits(emailHits(filter.email)),
    filter.stage?.length ? and(eq(leads.kind, "lead"), inArray(leads.stageId, filter.stage)) : undefined,
    filter.owner?.length ? ownedBy(actor, filter.owner) : undefined,
    filter.channel?.length ? sql`${leads.channels} && ${textArray(filter.channel)}` : undefined,
    filter.band?.length ? inArray(leads.band, filter.band) : undefined,
    filter.kind?.length ? inArray(leads.kind, filter.kind) : undefined,
    filter.restricted === undefined ? undefined : filter.restricted ? isNotNull(leads.restrictedAt) : isNull(leads.restrictedAt),
    filter.from ? gte(leads.firstTouchAt, startOfDay(filter.from, timeZone)) : undefined,
    filter.to ? lt(leads.firstTouchAt, startOfDay(addDays(filter.to, 1), timeZone)) : undefined,
  )

function ownedBy(actor: Actor, owners: readonly string[]): SQL | undefined {
  const ids = owners.flatMap((owner) => (owner === "me" ? (actor.kind === "user" ? [actor.id] : []) : owner === "none" ? [] : [owner]))
  return (
    or(ids.length > 0 ? inArray(leads.ownerId, ids) : undefined, owners.includes("none") ? isNull(leads.ownerId) : undefined) ?? sql`false`
  )
}

const inHits = (hits: SQL | null): SQL => (hits === null ? sql`false` : sql`${leads.id} in (${hits})`)

const textArray = (values: readonly string[]): SQL =>
  sql`array[${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )}]::text[]`

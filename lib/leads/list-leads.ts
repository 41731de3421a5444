import { and, eq, sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import { leads, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { UNKNOWN_CURSOR } from "@/lib/core/at-cursor"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { CHANNELS } from "@/lib/core/channels"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { whereLeads } from "./lead-filter"
import type { LeadSummary } from "./lead-views"
import { searchFor } from "./search-leads"
import { LeadFilter, LEAD_SORTS } from "@/lib/core/filters/leads"

const Moment = z
  .string()
  .max(50)
  .regex(/^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}$/)
  .refine((text) => !Number.isNaN(Date.parse(text)))

/** The sort orders that an index serves, each with its cursor value. */
const SORTS = {
  last_activity: { by: sql`${leads.lastActivityAt}`, direction: sql`desc`, cast: sql`timestamptz`, key: Moment },
  first_touch: { by: sql`${leads.firstTouchAt}`, direction: sql`desc`, cast: sql`timestamptz`, key: Moment },
  oldest: { by: sql`${leads.firstTouchAt}`, direction: sql`asc`, cast: sql`timestamptz`, key: Moment },
  score: { by: sql`${leads.score}`, direction: sql`desc`, cast: sql`int`, key: z.string().regex(/^-?\d{1,9}$/) },
  /** The expression of the index `leads_name`. */
  name: {
    by: sql`((case when ${leads.name} is null then '1' else '0' end) || left(${leads.searchText}, 80))`,
    direction: sql`asc`,
    cast: sql`text`,
    key: z
      .string()
      .max(81)
      .regex(/^[^\0]*$/),
  },
} as const

export const ListLeads = LeadFilter.extend({
  sort: z.enum(LEAD_SORTS).default("last_activity"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})
export type ListLeads = z.input<typeof ListLeads>

export type LeadRowView = LeadSummary & { company: string | null; vehicle: string | null; firstChannel: string; country: string | null }

/** A page of leads. Keyset paging: the thousandth page costs as much as the first, and nothing is skipped or repeated. */
export async function listLeads(ctx: Ctx, input: ListLeads): Promise<{ data: LeadRowView[]; nextCursor: string | null }> {
  requirePermission(ctx, "lead.read")
  const { sort, limit, cursor, ...filter } = ListLeads.parse(input)
  const { by, direction } = SORTS[sort]
  const calendar = await readWorkingTime(ctx.db)
  const rank = (filter.q ? searchFor(filter.q).rank : null) ?? NO_RANK
  const rows = await ctx.db
    .select({ lead: leads, ownerName: users.name, key: sql<string>`(${by})::text`, rank: sql<number>`${rank}` })
    .from(leads)
    .leftJoin(users, eq(users.id, leads.ownerId))
    .where(and(whereLeads(ctx.actor, filter, calendar), after(sort, cursor, rank)))
    .orderBy(sql`${rank === NO_RANK ? sql`` : sql`${rank}, `}${by} ${direction}, ${leads.id} ${direction}`)
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const nextCursor = rows.length > limit && last ? writeCursor({ key: last.key, id: last.lead.id, rank: last.rank }) : null
  return { data: page.map(({ lead, ownerName }) => rowView(lead, ownerName)), nextCursor }
}

const COUNT_MAX = 10_000

/** The number of leads of a filter, up to ten thousand. */
export async function countLeads(ctx: Ctx, filter: LeadFilter): Promise<{ count: number; isCapped: boolean }> {
  requirePermission(ctx, "lead.read")
  const calendar = await readWorkingTime(ctx.db)
  const { rows } = await ctx.db.execute<{ n: number }>(
    sql`select count(*)::int as n from (select 1 from ${leads} where ${whereLeads(ctx.actor, filter, calendar)} limit ${COUNT_MAX + 1}) found`,
  )
  const n = rows[0]?.n ?? 0
  return { count: Math.min(n, COUNT_MAX), isCapped: n > COUNT_MAX }
}

export const rowView = (lead: typeof leads.$inferSelect, ownerName: string | null): LeadRowView => ({
  id: lead.id,
  name: lead.name,
  phones: lead.phones,
  emails: lead.emails,
  kind: lead.kind,
  stage: z.enum(STAGE_IDS).parse(lead.stageId),
  owner: lead.ownerId !== null && ownerName !== null ? { id: lead.ownerId, name: ownerName } : null,
  score: lead.score,
  band: lead.band,
  channels: z.array(z.enum(CHANNELS)).parse(lead.channels),
  firstTouchAt: lead.firstTouchAt.toISOString(),
  lastActivityAt: lead.lastActivityAt.toISOString(),
  restrictedAt: lead.restrictedAt?.toISOString() ?? null,
  company: lead.company,
  vehicle: lead.vehicle,
  firstChannel: lead.firstChannel,
  country: lead.country,
})

type Cursor = { key: string; id: string; rank: number }

/** Hits of one kind, in the order of the list alone. */
const NO_RANK = sql`0`

const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url")

/** Keyset cursor: rows after it. */
function after(sort: (typeof LEAD_SORTS)[number], cursor: string | undefined, rank: SQL): SQL | undefined {
  if (cursor === undefined || cursor === "") return undefined
  const { by, cast } = SORTS[sort]
  const read = readCursor(sort, cursor)
  const comparison = sort === "oldest" || sort === "name" ? sql`>` : sql`<`
  const further = sql`(${by}, ${leads.id}) ${comparison} (${read.key}::${cast}, ${read.id}::uuid)`
  return rank === NO_RANK ? further : sql`(${rank} > ${read.rank} or (${rank} = ${read.rank} and ${further}))`
}

/** A malformed cursor, or one of another order, is refused. */
function readCursor(sort: (typeof LEAD_SORTS)[number], cursor: string): Cursor {
  try {
    return z
      .object({ key: SORTS[sort].key, id: z.uuid(), rank: z.union([z.literal(0), z.literal(1)]).default(0) })
      .parse(JSON.parse(Buffer.from(cursor, "base64url").toString()))
  } catch {
    throw new AppError("invalid", UNKNOWN_CURSOR, { fields: { cursor: "unknown" } })
  }
}

import { and, eq, gte, inArray, isNull, lt, or, sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import { leads } from "@/db/schema"
import type { Actor } from "@/lib/platform/context"
import { CHANNELS } from "@/lib/core/channels"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { addDays, startOfDay } from "@/lib/core/days"
import { BANDS, LEAD_KINDS, STAGE_IDS } from "@/lib/core/lead-states"
import { emailHits, phoneHits, searchFor } from "./search-leads"

const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (typeof value === "string" ? value.split(",").filter(Boolean) : value), z.array(item)).optional()

/** The filters of a list of leads; the same in the table's address, in REST and in the export. */
export const LeadFilter = z.object({
  q: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe(
      "A name in any script and spelling, a phone in any format or its last digits, part of an email, a booking or a conversation; names that only sound alike come last",
    ),
  phone: z.string().trim().max(100).optional(),
  email: z.string().trim().max(254).optional(),
  stage: listOf(z.enum(STAGE_IDS)),
  owner: listOf(z.union([z.uuid(), z.enum(["me", "none"])])),
  channel: listOf(z.enum(CHANNELS)),
  band: listOf(z.enum(BANDS)),
  kind: listOf(z.enum(LEAD_KINDS)),
  from: z.iso.date().optional().describe("First touch on or after this day"),
  to: z.iso.date().optional().describe("First touch on or before this day"),
})
export type LeadFilter = z.infer<typeof LeadFilter>

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

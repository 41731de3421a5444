import { and, eq, gte, inArray, isNotNull, isNull, lt, or, sql, type SQL } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { Actor } from "@/lib/platform/context"
import { normaliseEmail } from "@/lib/core/identity/email"
import { readName } from "@/lib/core/identity/names/person-name"
import { normalisePhone } from "@/lib/core/identity/phone"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { addDays, startOfDay } from "@/lib/core/days"
import type { LeadFilter } from "@/lib/core/filters/leads"

/** The condition of a filter for its viewer. Days are the team's. */
export const whereLeads = (actor: Actor, filter: LeadFilter, { timeZone }: Pick<WorkingTime, "timeZone">): SQL | undefined =>
  and(
    eq(leads.state, "active"),
    filter.q ? matchesQuery(filter.q) : undefined,
    filter.phone === undefined ? undefined : hasPhone(filter.phone),
    filter.email === undefined ? undefined : hasEmail(filter.email),
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

/** One search box: the form of the text decides how it is looked up. */
function matchesQuery(q: string): SQL | undefined {
  if (q.includes("@")) return hasEmail(q)
  const digits = digitsOf(q)
  if (digits.length >= 4 && !/\p{L}/u.test(q)) return hasPhone(q)
  return hasName(q)
}

/** The whole number in any spelling, or its last digits. Both use an index. */
function hasPhone(text: string): SQL | undefined {
  const whole = normalisePhone(text, { vouched: true }).flatMap((reading) => (reading.ok ? [reading.e164] : []))
  const tail = digitsOf(text).replace(/^0+/, "")
  const reversed = `${[...tail].reverse().join("")}%`
  const exact =
    whole.length > 0
      ? sql`i.value in (${sql.join(
          whole.map((value) => sql`${value}`),
          sql`, `,
        )})`
      : undefined
  const ending = tail.length >= 4 ? sql`reverse(i.value) like ${reversed}` : undefined
  const match = or(exact, ending)
  return match
    ? sql`${leads.id} in (select i.lead_id from lead_identities i where i.kind = 'phone' and i.strength <> 'weak' and ${match})`
    : sql`false`
}

function hasEmail(text: string): SQL {
  const reading = normaliseEmail(text)
  const exact = reading.ok ? reading.canonical : text.toLowerCase()
  const prefix = `${escapeLike(text.toLowerCase())}%`
  return sql`${leads.id} in (select i.lead_id from lead_identities i where i.kind = 'email' and i.strength <> 'weak' and (i.value = ${exact} or i.value like ${prefix}))`
}

/**
 * Every word must occur: as typed, in Latin letters, or in the usual spelling of the name. So "محمد" and "Muhammad"
 * both find Mohammed's row, and the reverse.
 */
function hasName(q: string): SQL | undefined {
  const typed = q
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .split(" ")
    .filter(Boolean)
  if (typed.length === 0) return sql`false`
  const read = readName(q)
  const spoken = read.missing
    ? []
    : read.tokens.map(({ text, known }) => or(hasWord(text), known === null || known === text ? undefined : hasWord(known)))
  return or(and(...typed.map(hasWord)), spoken.length > 0 ? and(...spoken) : undefined)
}

const hasWord = (word: string): SQL => sql`${leads.searchText} like ${`%${escapeLike(word)}%`}`

const digitsOf = (text: string): string =>
  text
    .normalize("NFKC")
    .replaceAll(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replaceAll(/\D/g, "")

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (char) => `\\${char}`)

const textArray = (values: readonly string[]): SQL =>
  sql`array[${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )}]::text[]`

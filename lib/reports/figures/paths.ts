import { sql, type SQL } from "drizzle-orm"
import { pathsSql, type ReportReader } from "@/lib/reports/query/reader"

/**
 * The ways by which people came to the bookings of a period, the most travelled first. Rare ways are told as one line, so
 * that the lines add up to every booking made; that line leads to its leads like any other.
 */
export type PathRow = {
  /** As `pathOf` writes it; null for the rare ways together. */
  path: string | null
  /** How many ways the line stands for. */
  ways: number
  bookings: number
  revenue: number
  /** Visits before the booking, and days from the first touch to it, on average. */
  visits: number
  days: number
}

export const PATHS_BY = ["channel", "source"] as const
export type PathKey = (typeof PATHS_BY)[number]

const TOLD_MAX = 40

export async function readPaths(reader: ReportReader, by: PathKey): Promise<PathRow[]> {
  const { rows } = await reader.tx.execute<PathRow>(sql`
    select case when place <= ${TOLD_MAX} then path end as path, count(*)::int as ways, sum(bookings)::int as bookings, sum(revenue)::float8 as revenue,
      (sum(visits) / sum(bookings))::float8 as visits, (sum(days) / sum(bookings))::float8 as days
    from (${rankedSql(reader, by)}) ranked group by 1 order by min(place)`)
  return rows
}

/** The postings of one way, or of the rare ones, as the list of leads behind a number needs them. */
export function postedByPath(reader: ReportReader, by: PathKey, path: string | null): SQL {
  const posted = pathsSql(reader, by)
  if (path !== null) return sql`select lead_id, day, 1 as n from (${posted}) p where path = ${path}`
  const rare = sql`select path from (${rankedSql(reader, by)}) ranked where place > ${TOLD_MAX}`
  return sql`select lead_id, day, 1 as n from (${posted}) p where path in (${rare})`
}

const rankedSql = (reader: ReportReader, by: PathKey): SQL => sql`
  select path, bookings, revenue, visits, days, row_number() over (order by bookings desc, revenue desc, path) as place
  from (
    select path, count(*) as bookings, sum(revenue) as revenue, sum(visits) as visits, sum(days) as days
    from (${pathsSql(reader, by)}) p group by path
  ) ways`

import { sql, type SQL } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { PERSONAL_DATA } from "@/db/personal-data"
import { quoteHints, quotePattern } from "@/lib/core/privacy/quotes"
import { everyIdOf, findLeadOrThrow } from "@/lib/leads/find-lead"
import { recordReads } from "@/lib/leads/record-read"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { readSnapshot } from "@/lib/platform/transaction"
import { isQuoting, readColumnTypes, tableName } from "@/lib/privacy/erase/erase-quotes"
import { personTerms } from "@/lib/privacy/erase/person-terms"
import { isOf } from "./own-rows"

/** Everything of one table that is about the person, row by row. */
export type PersonSection = {
  table: string
  /** The columns that the list of personal data names for the table. */
  columns: readonly string[]
  rows: Record<string, unknown>[]
  /** The rows are about something else and quote the person: only what was quoted is given. */
  quoted: boolean
}

type PersonRead = { by: string; way: string; day: string; firstAt: string; lastAt: string; times: number }

/** What is known of a person, where it came from, and who saw it. */
export type PersonFile = { leadId: string; leadIds: string[]; madeAt: string; sections: PersonSection[]; reads: PersonRead[] }

export const ReadPersonFile = z.object({ leadId: z.uuid() })

/**
 * Subject access: all that is held about one person, from every table of the list of personal data (db/personal-data.ts),
 * with the channel, source and time that each row carries, and who opened or exported it. The making of the file is itself
 * recorded.
 */
export async function readPersonFile(ctx: Ctx, input: z.infer<typeof ReadPersonFile>): Promise<PersonFile> {
  requirePermission(ctx, "privacy.manage")
  const { id } = await findLeadOrThrow(ctx.db, ReadPersonFile.parse(input).leadId)
  await writeAudit(ctx, ctx.db, { action: "person.exported", leadId: id, change: {} })
  const types = await readColumnTypes(ctx)
  return await readSnapshot(ctx, async (tx) => {
    const leadIds = await everyIdOf(tx, id)
    const sections = await readSections(tx, leadIds, types)
    return { leadId: id, leadIds, madeAt: ctx.now().toISOString(), sections, reads: await readReads(tx, leadIds) }
  }).then(async (file) => {
    await recordReads(ctx, [id], "person_export")
    return file
  })
}

const ROWS_MAX = 5_000

async function readSections(
  tx: Transaction,
  leadIds: readonly string[],
  types: Awaited<ReturnType<typeof readColumnTypes>>,
): Promise<PersonSection[]> {
  const terms = await personTerms(tx, leadIds)
  const sections: PersonSection[] = []
  for (const [table, data] of Object.entries(PERSONAL_DATA)) {
    const columns = data.personal ?? []
    if (columns.length === 0 || data.quoted === "keep") continue
    const columnTypes = types.get(table) ?? new Map<string, string>()
    const own = (data.of ?? []).length > 0 ? await readRows(tx, table, columnTypes, isOf(data, columnTypes, leadIds)) : []
    if ((data.of ?? []).length > 0) sections.push({ table, columns, rows: own, quoted: false })
    const pattern = quotePattern(terms, data.by ?? "contacts")
    const isOther = (data.of ?? []).length > 0 ? sql`not coalesce(${isOf(data, columnTypes, leadIds)}, false) and ` : sql``
    const quotes =
      pattern === null
        ? []
        : await readQuotes(
            tx,
            table,
            columns,
            columnTypes,
            pattern,
            sql`${isOther}${isQuoting({ data, pattern, hints: quoteHints(terms, data.by ?? "contacts"), types: columnTypes })}`,
          )
    if ((data.of ?? []).length === 0 || quotes.length > 0) sections.push({ table, columns, rows: quotes, quoted: true })
  }
  return sections
}

/** Whole rows, so that channel, source and times stand beside each value; bytes as text. Hashes say nothing. */
async function readRows(
  tx: Transaction,
  table: string,
  types: ReadonlyMap<string, string>,
  where: SQL,
): Promise<Record<string, unknown>[]> {
  const bodies = [...types].filter(([column, type]) => type === "bytea" && (PERSONAL_DATA[table]?.personal ?? []).includes(column))
  const hidden = [...types].filter(([, type]) => type === "bytea").map(([column]) => column)
  const body = bodies.map(([column]) => sql`|| jsonb_build_object('${sql.raw(column)}', encode(t.${sql.identifier(column)}, 'base64'))`)
  const { rows } = await tx.execute<{ row: Record<string, unknown> }>(sql`
    select (to_jsonb(t) - array(select jsonb_array_elements_text(${JSON.stringify(hidden)}::jsonb))) ${sql.join(body, sql` `)} as row
    from ${tableName(table)} t where ${where} limit ${ROWS_MAX}`)
  return rows.map(({ row }) => ({ ...row, ...Object.fromEntries(bodies.map(([column]) => [column, textOf(row[column])])) }))
}

const textOf = (base64: unknown): string => Buffer.from(String(base64 ?? ""), "base64").toString("utf8")

/** What others' rows say of the person, with a little of the text around it; the rest of the row is not the person's. */
async function readQuotes(
  tx: Transaction,
  table: string,
  columns: readonly string[],
  types: ReadonlyMap<string, string>,
  pattern: string,
  where: SQL,
): Promise<Record<string, unknown>[]> {
  const shown = columns.map((column) => {
    const text = types.get(column) === "bytea" ? sql`encode(t.${sql.identifier(column)}, 'escape')` : sql`t.${sql.identifier(column)}::text`
    return sql`'${sql.raw(column)}', substring(${text} from ${`(?i).{0,40}(?:${pattern}).{0,40}`})`
  })
  const { rows } = await tx.execute<{ row: Record<string, unknown> }>(
    sql`select jsonb_build_object(${sql.join(shown, sql`, `)}) as row from ${tableName(table)} t where ${where} limit ${ROWS_MAX}`,
  )
  return rows.map(({ row }) => row)
}

async function readReads(tx: Transaction, leadIds: readonly string[]): Promise<PersonRead[]> {
  const { rows } = await tx.execute(sql`
    select coalesce(u.name, k.name, r.actor_id) as by, r.way, r.day::text, r.first_at as "firstAt", r.last_at as "lastAt", r.times
    from lead_reads r left join users u on r.actor_kind = 'user' and u.id::text = r.actor_id left join api_keys k on r.actor_kind = 'api_key' and k.id::text = r.actor_id
    where r.lead_id in ${idsIn(leadIds)} order by r.last_at desc limit ${ROWS_MAX}`)
  return rows.map((row) => Read.parse(row))
}

const instant = z.coerce.date().transform((at) => at.toISOString())
const Read = z.object({ by: z.string(), way: z.string(), day: z.string(), firstAt: instant, lastAt: instant, times: z.number() })

import { sql, type SQL } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { PERSONAL_DATA, type TableData } from "@/db/personal-data"
import {
  ERASED,
  FOREIGN_DIGITS,
  maskQuotes,
  quoteHints,
  quotePattern,
  SEPARATORS,
  THEIR_ASCII,
  type PersonTerms,
  type QuoteHints,
} from "@/lib/core/privacy/quotes"
import { AUDIT_EMPTIED, writeAudit } from "@/lib/platform/audit/write-audit"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { lockLeads } from "@/lib/platform/lock-order"
import { inTransaction } from "@/lib/platform/transaction"
import { eraseFromFiles } from "./erase-files"
import { emptyDeliveries } from "./empty-deliveries"

/**
 * Removes what other rows say of an erased person: a saved search for their number, a colleague's mail, the error of a
 * job, another customer's message that gives their phone. It goes through the list of personal columns table by table,
 * each in a transaction of its own, so that a large database is never locked as a whole.
 */
export async function eraseQuotes(ctx: Ctx, leadId: string, terms: PersonTerms): Promise<void> {
  const columnTypes = await readColumnTypes(ctx)
  for (const [name, data] of Object.entries(PERSONAL_DATA)) {
    const pattern = quotePattern(terms, data.by ?? "contacts")
    if (pattern === null || (data.personal ?? []).length === 0 || data.quoted === "keep") continue
    const types = columnTypes.get(name) ?? new Map<string, string>()
    const hints = quoteHints(terms, data.by ?? "contacts")
    await changeLeads(ctx, (unit) => eraseFromTable(unit, { name, data, pattern, hints, types, leadId }))
  }
  const words = quotePattern(terms, "words")
  if (words !== null)
    await inTransaction(ctx, (tx) => emptyAudit({ ...ctx, db: tx }, leadId, sql`${OF_SEARCHES} and change::text ~* ${words}`))
}

/** Entries with a search in them, where a single word of a name is meant for the person. */
const OF_SEARCHES = sql`(action = 'leads.exported' or action like 'view.%')`

type Types = ReadonlyMap<string, string>
type Search = { name: string; data: TableData; pattern: string; hints: QuoteHints; types: Types; leadId: string }

/** Types of all columns by table, named as in the list of personal data. */
export async function readColumnTypes({ db }: Pick<Ctx, "db">): Promise<Map<string, Types>> {
  const { rows } = await db.execute<{ name: string; columns: Record<string, string> }>(sql`
    select case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as name,
      jsonb_object_agg(a.attname, format_type(a.atttypid, null)) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'
    group by 1`)
  return new Map(rows.map(({ name, columns }) => [name, new Map(Object.entries(columns))]))
}

export const tableName = (name: string): SQL =>
  sql.join(
    name.split(".").map((part) => sql.identifier(part)),
    sql`.`,
  )

/** Text in which a pattern is looked for; bytes as PostgreSQL writes them, since a body need not be valid in any encoding. */
const asText = (column: string, type: string | undefined): SQL =>
  type === "bytea" ? sql`encode(t.${sql.identifier(column)}, 'escape')` : sql`t.${sql.identifier(column)}::text`

export const isQuoting = ({ data, pattern, hints, types }: Omit<Search, "name" | "leadId">): SQL =>
  sql`(${sql.join(
    (data.personal ?? []).map((column) => {
      const text = asText(column, types.get(column))
      return sql`(${mayQuote(text, hints)} and ${text} ~* ${pattern})`
    }),
    sql` or `,
  )})`

/** The expression is slow. A text without escapes is tried only when it holds a mark of the person. */
function mayQuote(text: SQL, { digits, texts }: QuoteHints): SQL {
  const bare = sql`translate(${text}, ${FOREIGN_DIGITS + SEPARATORS}, ${THEIR_ASCII})`
  const small = sql`replace(lower(${text}), '.', '')`
  const marks = [
    ...digits.map((mark) => sql`position(${mark} in ${bare}) > 0`),
    ...texts.map((mark) => sql`position(${mark} in ${small}) > 0`),
  ]
  return sql`(position('%' in ${text}) > 0 or position(chr(92) in ${text}) > 0 or ${sql.join(marks, sql` or `)})`
}

async function eraseFromTable(unit: LeadUnit, search: Search): Promise<void> {
  const { name, data, pattern, leadId } = search
  const tx = unit.db
  if (data.quoted === "file") await eraseFromFiles(tx, pattern)
  else if (data.quoted === "delete") await tx.execute(sql`delete from ${tableName(name)} t where ${isQuoting(search)}`)
  else if (name === "audit_log") await emptyAudit(unit, leadId, isQuoting(search))
  else if (data.quoted === "empty") await EMPTY[name]?.(tx, isQuoting(search), pattern)
  else await maskRows(unit, search)
}

/** How the content of a row goes while the row itself stays. */
const EMPTY: Readonly<Record<string, (tx: Transaction, where: SQL, pattern: string) => Promise<unknown>>> = {
  inbound_events: emptyDeliveries,
  import_rows: (tx, where) => tx.execute(sql`update import_rows t set raw = '[]', reason = ${ROW_ERASED} where ${where}`),
  import_cell_edits: (tx, where) => tx.execute(sql`update import_cell_edits t set value = '' where ${where}`),
}

export const ROW_ERASED = "erased for the person's privacy"

/**
 * The one way past the trigger that keeps the audit log as written: that something was done stays, what it said goes. An
 * entry of the erasure lists what was emptied for it, by id and kind; an emptied entry that none lists was tampered with.
 */
export async function emptyAudit(unit: Ctx & { db: Transaction }, leadId: string, where: SQL): Promise<void> {
  const { db: tx } = unit
  await tx.execute(sql`select set_config('onelead.erasing', 'on', true)`)
  const { rows } = await tx.execute<{ id: string; action: string }>(sql`
    update audit_log t set change = '{}' where change <> '{}' and action <> ${AUDIT_EMPTIED} and ${where} returning id, action`)
  await tx.execute(sql`select set_config('onelead.erasing', 'off', true)`)
  if (rows.length === 0) return
  const kinds = Object.fromEntries([...Map.groupBy(rows, ({ action }) => action)].map(([action, { length }]) => [action, length]))
  await writeAudit(unit, tx, { action: AUDIT_EMPTIED, leadId, change: { entries: rows.map(({ id }) => Number(id)), kinds } })
}

/** Rows of a lead are changes of that lead: it is locked before them, and what follows from it follows. */
async function maskRows(unit: LeadUnit, search: Search): Promise<void> {
  const { name, data, pattern, types } = search
  const { db: tx, changes } = unit
  const columns = data.personal ?? []
  const owners = await lockLeads(tx, await findLeads(tx, search))
  const shown = sql.join(
    columns.map((column) => sql`'${sql.raw(column)}', t.${sql.identifier(column)}`),
    sql`, `,
  )
  const { rows } = await tx.execute<{ place: string; row: Record<string, unknown> }>(
    sql`select t.ctid::text as place, jsonb_build_object(${shown}) as row from ${tableName(name)} t where ${isQuoting(search)} for no key update`,
  )
  for (const { place, row } of rows) {
    const changes = columns.flatMap((column) => {
      const masked = maskQuotes(row[column], pattern)
      if (JSON.stringify(masked) === JSON.stringify(row[column])) return []
      const value = data.unique?.includes(column) ? `${ERASED}:${newId()}` : masked
      return [sql`${sql.identifier(column)} = ${asStored(value, types.get(column))}`]
    })
    if (changes.length > 0) await tx.execute(sql`update ${tableName(name)} set ${sql.join(changes, sql`, `)} where ctid = ${place}::tid`)
  }
  const active = owners.filter(({ state }) => state === "active")
  changes.add(...active.map(({ id }) => ({ leadId: id, cause: "edited" as const })))
}

/** The leads whose rows quote the person. */
async function findLeads(tx: Transaction, search: Search): Promise<string[]> {
  const owners = search.data.of ?? []
  if (owners.length === 0) return []
  const ids = sql.join(
    owners.map((column) => sql`t.${sql.identifier(column)}`),
    sql`, `,
  )
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct o.id from ${tableName(search.name)} t cross join lateral unnest(array[${ids}]) as o(id)
    where o.id is not null and ${isQuoting(search)}`)
  return rows.map(({ id }) => id)
}

function asStored(value: unknown, type: string | undefined): SQL {
  if (type === "jsonb" || type === "json") return sql`${JSON.stringify(value)}::${sql.raw(type)}`
  if (type === "text[]") return sql`array(select jsonb_array_elements_text(${JSON.stringify(value)}::jsonb))`
  return sql`${value}::text`
}

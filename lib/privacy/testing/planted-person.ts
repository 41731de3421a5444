import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import type { TestDatabase } from "@/db/testing"
import { PERSONAL_DATA } from "@/db/personal-data"
import { readColumnTypes, tableName } from "@/lib/privacy/erase/erase-quotes"

/** A person whose details are planted all over a database, in the spellings in which people and machines write them. */
export const PLANTED = { name: "Zubaydah Qahtani", phone: "+971509988776", email: "zub.qah@example.com" }

const SPELLINGS = [
  "call +971509988776.",
  "0509988776",
  "050 998 8776",
  "٠٥٠٩٩٨٨٧٧٦",
  "00971-50-998-8776",
  "<ZUB.QAH@Example.com>",
  "email=zub.qah%40example.com&x=1",
]

/** Simpler than the product's own search on purpose, and blind to where one value ends. */
export function says(text: string): boolean {
  const plain = decoded(text.toLowerCase()).replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
  return plain.replaceAll(/[^0-9a-z]/g, "").includes("509988776") || plain.includes("zub.qah@example.com") || plain.includes("zubayda")
}

const decoded = (text: string): string =>
  text.replaceAll("%40", "@").replaceAll(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** Every column of every table in which the person is named, those of the job queue too. */
export async function whereIsNamed({ db }: Pick<TestDatabase, "db">): Promise<string[]> {
  const found: string[] = []
  for (const [name, columns] of await readColumnTypes({ db })) {
    const { rows } = await db.execute(sql`select * from ${tableName(name)}`)
    for (const column of columns.keys()) if (rows.some((row) => says(textOf(row[column])))) found.push(`${name}.${column}`)
  }
  return found.sort()
}

const textOf = (value: unknown): string =>
  Buffer.isBuffer(value) ? value.toString("utf8") : typeof value === "string" ? value : JSON.stringify(value ?? null)

/** What only its own door fills: hash-chained entries, and files. */
const BY_DOOR = new Set(["audit_log", "import_files", "erasures", "users"])

/**
 * Puts one row into every table, of no lead or of the given one, with the person's details in each personal column. References and triggers
 * are switched off for it; what a column may hold follows from its type.
 */
export async function plantEverywhere({ pool, db }: TestDatabase, leadId?: string): Promise<string[]> {
  const types = await readColumnTypes({ db })
  const client = await pool.connect()
  const planted: string[] = []
  let turn = 0
  try {
    await client.query("set session_replication_role = replica")
    for (const [name, data] of Object.entries(PERSONAL_DATA)) {
      if ((data.personal ?? []).length === 0 || BY_DOOR.has(name) || (leadId && name === "leads")) continue
      const { rows } = await client.query<{ name: string; identity: string; generated: string }>(
        "select attname as name, attidentity as identity, attgenerated as generated from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped",
        [name],
      )
      const given = rows.flatMap(({ name: column, identity, generated }) => {
        if (identity !== "" || generated !== "") return []
        const isPersonal = data.personal?.includes(column)
        if (isPersonal) planted.push(`${name}.${column}`)
        const said = data.by && turn % 2 === 0 ? PLANTED.name : (SPELLINGS[turn % SPELLINGS.length] ?? "")
        if (isPersonal) turn += 1
        const isOwner = leadId !== undefined && data.of?.includes(column) && types.get(name)?.get(column) === "uuid"
        if (isOwner) return [{ column, value: leadId }]
        return [{ column, value: valueOf(types.get(name)?.get(column), isPersonal ? said : `planted ${randomUUID()}`) }]
      })
      const names = given.map(({ column }) => `"${column}"`).join(", ")
      await client.query(
        `insert into ${name} (${names}) values (${given.map((_, at) => `$${at + 1}`).join(", ")}) on conflict do nothing`,
        given.map(({ value }) => value),
      )
    }
  } finally {
    await client.query("set session_replication_role = default")
    client.release()
  }
  return planted
}

function valueOf(type: string | undefined, said: string): unknown {
  if (type === "uuid") return randomUUID()
  if (type === "uuid[]") return []
  if (type === "text" || type?.startsWith("character")) return said
  if (type === "text[]") return [said]
  if (type === "bytea") return Buffer.from(said)
  if (type === "jsonb" || type === "json") return JSON.stringify({ said: [said] })
  if (type === "boolean") return false
  if (type?.startsWith("timestamp") || type === "date") return new Date(0)
  return 1
}

import { parse } from "csv-parse/sync"
import { stringify } from "csv-stringify/sync"
import { asc, eq, inArray, sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { importFiles, imports } from "@/db/schema"
import { textDecoder, type CsvReading } from "@/lib/core/imports/csv-text"
import { csvOptions, withoutDeclaration } from "@/lib/core/imports/parse-csv"
import { newId } from "@/lib/platform/ids"

/**
 * Files that wait to be imported lose the rows that quote the person: each becomes a blank row, so that the numbers of the
 * other rows stay, also those in corrections. A worker that reads the file loses its lease and begins again. A file that
 * cannot be split into rows goes as a whole.
 */
export async function eraseFromFiles(tx: Transaction, pattern: string): Promise<void> {
  const held = await tx.selectDistinct({ id: importFiles.importId }).from(importFiles)
  if (held.length === 0) return
  const records = await tx
    .select()
    .from(imports)
    .where(
      inArray(
        imports.id,
        held.map(({ id }) => id),
      ),
    )
    .orderBy(imports.id)
    .for("update")
  for (const { id, reading } of records) {
    const parts = await tx
      .select({ body: importFiles.body })
      .from(importFiles)
      .where(eq(importFiles.importId, id))
      .orderBy(asc(importFiles.part))
    const text = textDecoder(reading.encoding)(Buffer.concat(parts.map(({ body }) => body)), true)
    if (!new RegExp(pattern, "i").test(text)) continue
    const left = withoutRows(text, reading, pattern)
    await tx.delete(importFiles).where(eq(importFiles.importId, id))
    if (left === null) {
      await tx.update(imports).set({ state: "failed", error: UPLOAD_AGAIN, runner: null }).where(eq(imports.id, id))
      continue
    }
    await tx.insert(importFiles).values({ importId: id, part: 0, body: Buffer.from(left) })
    await tx
      .update(imports)
      .set({ reading: { ...reading, encoding: "utf-8" }, runner: sql`case when runner is null then null else ${newId()}::uuid end` })
      .where(eq(imports.id, id))
  }
}

const UPLOAD_AGAIN = "A person in this file was erased. Remove them from the file and upload it again."

function withoutRows(text: string, reading: CsvReading, pattern: string): string | null {
  const { text: table, skipped } = withoutDeclaration(text)
  const isQuoting = new RegExp(pattern, "i")
  try {
    const rows = parse(table, csvOptions(reading, text)) as unknown as string[][]
    const left = rows.map((cells) => (isQuoting.test(cells.join("\t")) ? cells.map(() => "") : cells))
    return (skipped > 0 ? `sep=${reading.delimiter}\n` : "") + stringify(left, { delimiter: reading.delimiter, quoted_empty: true })
  } catch {
    return null
  }
}

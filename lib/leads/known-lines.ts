import { and, eq, inArray, ne } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { leadIdentities } from "@/db/schema"
import { normalisePhone, type PhoneReading } from "@/lib/core/identity/phone"

/**
 * A number that no numbering plan has may be a line here all the same: its provider vouched for it when it called or wrote.
 * Typed in full, it is that line.
 */
export async function readTypedPhones(db: Database | Transaction, text: string): Promise<PhoneReading[]> {
  const readings = normalisePhone(text)
  if (readings.some(({ ok }) => ok)) return readings
  const known = await knownLines(db, [text])
  return known.size > 0 ? linesInFull(text).filter((reading) => isLineOf(known, reading)) : readings
}

/** Which lines of leads the texts name in full, as E.164. */
export async function knownLines(db: Database | Transaction, texts: readonly string[]): Promise<Set<string>> {
  const lines = texts.flatMap(linesInFull).flatMap((reading) => (reading.ok ? [reading.e164] : []))
  if (lines.length === 0) return new Set()
  const found = await db
    .select({ value: leadIdentities.value })
    .from(leadIdentities)
    .where(and(eq(leadIdentities.kind, "phone"), inArray(leadIdentities.value, lines), ne(leadIdentities.strength, "weak")))
  return new Set(found.map(({ value }) => value))
}

export const namesKnownLine = (text: string, known: ReadonlySet<string>): boolean =>
  known.size > 0 && linesInFull(text).some((reading) => isLineOf(known, reading))

const linesInFull = (text: string): PhoneReading[] => normalisePhone(text, { vouched: true })

const isLineOf = (known: ReadonlySet<string>, reading: PhoneReading): boolean => reading.ok && known.has(reading.e164)

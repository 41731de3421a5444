import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { readName } from "@/lib/core/identity/names/person-name"

/** Beyond this a name is simply common, and counting further costs more than it says. */
const COUNT_MAX = 1000

export type WordFrequency = {
  /** The word as it is usually spelled in Latin letters. */
  word: string
  /** Active leads with this word in their name; `COUNT_MAX` means that many or more. */
  leads: number
  isMany: boolean
}

/**
 * How common the words of these names are among our leads: two Mohammeds prove little, two Katarzyna Nowaks a lot.
 * Spellings of one known name count together, in any script, because the search text of a lead contains its usual
 * spelling. Read from the trigram index, up to the cap.
 */
export async function nameFrequency(db: Database, names: readonly (string | null)[]): Promise<WordFrequency[]> {
  const tokens = names.flatMap((name) => readName(name).tokens).filter(({ initial, text }) => !initial && text.length > 1)
  const words = [...new Set(tokens.map(({ known, text }) => known ?? text))].slice(0, 8)
  if (words.length === 0) return []
  const { rows } = await db.execute<{ word: string; n: number }>(sql`
    select w.word, c.n from jsonb_array_elements_text(${JSON.stringify(words)}::jsonb) w(word)
    cross join lateral (
      select count(*)::int as n from (
        select 1 from leads where search_text like '%' || w.word || '%' and (' ' || search_text || ' ') like '% ' || w.word || ' %' and state = 'active' limit ${COUNT_MAX}
      ) found
    ) c`)
  return rows.map(({ word, n }) => ({ word, leads: n, isMany: n >= COUNT_MAX })).sort((a, b) => a.leads - b.leads)
}

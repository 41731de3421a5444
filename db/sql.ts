import { sql, type SQL } from "drizzle-orm"

/** A list for `in`, as one parameter however long it is: `where id in ${idsIn(ids)}`. */
export const idsIn = (ids: readonly string[]): SQL =>
  sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`

/** The same of texts. */
export const textsIn = (texts: readonly string[]): SQL =>
  sql`(select value from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb))`

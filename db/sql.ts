import { sql, type SQL } from "drizzle-orm"

/** A list for `in` or a join, as one parameter however long it is: `where id in ${idsIn(ids)}`, `join ${idsIn(ids)} v on v.id = …`. */
export const idsIn = (ids: readonly string[]): SQL =>
  sql`(select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`

/** The same of texts. */
export const textsIn = (texts: readonly string[]): SQL =>
  sql`(select value from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb))`

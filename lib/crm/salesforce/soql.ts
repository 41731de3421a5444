/** The texts of queries. */
export const quoted = (text: string): string => `'${text.replaceAll("\\", String.raw`\\`).replaceAll("'", String.raw`\'`)}'`

export const inList = (field: string, values: readonly string[]): string => `${field} IN (${values.map(quoted).join(",")})`

/** Literals of moments carry no quotes, and whole seconds are as fine as they get. */
export const momentOf = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`

/** What cannot be read any other way than as SOQL takes it in an address of limited length. */
const CHUNK = 200

export function chunks<T>(items: readonly T[], size = CHUNK): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}

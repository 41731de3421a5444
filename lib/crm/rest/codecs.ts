/** A value as a text here, and in the type of its field over there. An empty text is null over there unless said otherwise. */
export type Codec = {
  write(text: string): unknown
  read(value: unknown): string | null
  empty?: unknown
}

const said = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : null

/** What is no number is sent as it is, to be refused by name. */
const numeric = (text: string): unknown => (Number.isFinite(Number(text)) ? Number(text) : text)

export const TEXT: Codec = { write: (text) => text, read: said }
export const NUMBER: Codec = { write: numeric, read: said }
export const BOOLEAN: Codec = { write: (text) => text === "true", read: said, empty: false }
export const DATE: Codec = { write: (text) => text.slice(0, 10), read: said }
/** Another record, as an object with its id. */
export const LOOKUP: Codec = {
  write: (text) => ({ id: text }),
  read: (value) => (typeof value === "object" && value !== null && "id" in value ? said(value.id) : said(value)),
}
/** The first of a list of values. A write takes its place; the others stay, by `withOthers`. */
export const VALUES: Codec = {
  write: (text) => [{ value: text, primary: true }],
  read: (value) => listed(value)[0] ?? null,
  empty: [],
}

/** All values of such a list, the primary one first. */
export function listed(list: unknown): string[] {
  const items = (Array.isArray(list) ? list : []) as { value?: unknown; primary?: unknown }[]
  return items.toSorted((a, b) => Number(b.primary === true) - Number(a.primary === true)).flatMap(({ value }) => said(value) || [])
}

/** A list as it is written, with all but the primary value of the one that is there. */
export function withOthers(written: unknown, there: unknown): unknown[] {
  const values = new Set(listed(written))
  const [, ...others] = listed(there)
  return [
    ...(Array.isArray(written) ? written : []),
    ...others.filter((value) => !values.has(value)).map((value) => ({ value, primary: false })),
  ]
}

/** The texts among these that are not empty. */
export const textsIn = (...values: readonly unknown[]): string[] => values.flatMap((value) => said(value) || [])

/** A person has a last name there, whatever else; who has one name only has it as the last. */
export const withLastName =
  (first: string, last: string, noName: string) =>
  (values: Record<string, string>, isNew: boolean): Record<string, string> => {
    const lastName = values[last]
    if (lastName === undefined) return isNew ? { ...values, [last]: noName } : values
    if (lastName !== "") return values
    // A first name that is not sent stays as it is over there.
    const firstName = values[first]
    if (firstName === undefined) return { ...values, [last]: noName }
    return { ...values, [first]: "", [last]: firstName || noName }
  }

/** A value that cannot be absent here. Throws if it is, so that a mistake does not become an empty id. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`There is no ${what}.`)
  return value
}

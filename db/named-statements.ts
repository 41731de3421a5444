import { createHash } from "node:crypto"
import type { Pool, PoolClient } from "pg"

/**
 * Statements that come again are parsed and planned once for each connection, by a name made from their text. A worker
 * sends the same sixty statements all day, and planning them took longer than running them for a single event.
 *
 * Two kinds stay unnamed: a statement that was seen once, and one with many placeholders, whose text differs with the
 * length of a list. A plan is as old as its connection at most, so the pool renews its connections
 * (lib/platform/database.ts): one that was made for an empty table must not serve a large one.
 */
const PLACEHOLDERS_MAX = 16
const TEXTS_MAX = 2_000

export function nameStatementsOf(pool: Pool): void {
  const seen = new Map<string, string | null>()
  const nameOf = (text: string): string | undefined => {
    const known = seen.get(text)
    if (known === undefined) {
      if (seen.size >= TEXTS_MAX) seen.clear()
      seen.set(text, null)
      return undefined
    }
    const name = known ?? `s${createHash("sha256").update(text).digest("base64url").slice(0, 20)}`
    seen.set(text, name)
    return name
  }
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown
    client.query = ((config: unknown, values: unknown, ...rest: unknown[]) =>
      query(named(config, values, nameOf), values, ...rest)) as PoolClient["query"]
  })
}

function named(config: unknown, values: unknown, nameOf: (text: string) => string | undefined): unknown {
  if (!isNameless(config) || !Array.isArray(values) || values.length === 0 || values.length > PLACEHOLDERS_MAX) return config
  const name = nameOf(config.text)
  return name === undefined ? config : { ...config, name }
}

/** As drizzle sends it. A statement that has a name already, or a query object of its own, stays as it is. */
const isNameless = (config: unknown): config is { text: string } =>
  typeof config === "object" &&
  config !== null &&
  "text" in config &&
  typeof config.text === "string" &&
  !("submit" in config) &&
  !("name" in config && config.name)

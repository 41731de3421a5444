import { normaliseEmail } from "@/lib/core/identity/email"
import { normalisePhone } from "@/lib/core/identity/phone"
import { romanise, scriptOf } from "@/lib/core/identity/romanise"
import type { LeadEvent } from "@/lib/core/lead-event"

/**
 * Cuts a dry run into slices that may be judged one at a time.
 *
 * Rows that share a phone, an e-mail or an id decide about one another, so they are never apart: they are joined into
 * groups, and a slice holds whole groups. Rows that merely look alike raise questions about one another, and what
 * looks alike has names that do; so groups are packed in order of the sound of their names, and look-alikes meet.
 */
export type PlannedRow = { rowNo: number; at: number; keys: readonly string[]; likeness: string }

/** Locks are held for one slice, and PostgreSQL holds a few thousand of them. */
const SLICE_ROWS = 1000

/** What a row has in common with others: its identities, and the consonants of its name. */
export const rowLikeness = (event: LeadEvent): Pick<PlannedRow, "keys" | "likeness"> => {
  const keys = event.identities.flatMap(({ kind, raw, countryHint }) => {
    if (kind === "phone") return normalisePhone(raw, { countryHint }).flatMap((reading) => (reading.ok ? [reading.e164] : []))
    const email = normaliseEmail(raw)
    return email.ok ? [email.canonical] : []
  })
  const name = event.fields.find(({ field }) => field === "name")?.value ?? event.identities.find(({ kind }) => kind === "email")?.raw ?? ""
  const words = name
    .split(/[^\p{L}\p{M}]+/u)
    .map((word) => romanise(word, scriptOf(word)))
    .map((word) => word.replaceAll(/[aeiouyhw]/g, "").replaceAll(/(.)\1+/g, "$1"))
    .filter((word) => word.length > 1)
  return { keys: [event.eventKey, ...keys], likeness: words.sort().join(" ") }
}

/** Row numbers, slice by slice, each slice in order of event time. */
export const planSlices = (rows: readonly PlannedRow[]): number[][] => {
  const groups = groupRows(rows)
  const inOrder = [...groups.values()].sort((a, b) => compare(likenessOf(a), likenessOf(b)) || compare(a[0]?.rowNo ?? 0, b[0]?.rowNo ?? 0))
  const slices: PlannedRow[][] = []
  let slice: PlannedRow[] = []
  for (const group of inOrder) {
    if (slice.length > 0 && slice.length + group.length > SLICE_ROWS) {
      slices.push(slice)
      slice = []
    }
    slice = [...slice, ...group]
  }
  if (slice.length > 0) slices.push(slice)
  return slices.map((one) => one.sort((a, b) => a.at - b.at || a.rowNo - b.rowNo).map(({ rowNo }) => rowNo))
}

const likenessOf = (group: readonly PlannedRow[]): string => group[0]?.likeness ?? ""

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

/** Groups of rows connected by shared keys. */
const groupRows = (rows: readonly PlannedRow[]): Map<number, PlannedRow[]> => {
  const parent = rows.map((_, at) => at)
  const rootOf = (at: number): number => {
    let root = at
    while (parent[root] !== root) root = parent[root] ?? root
    for (let step = at; step !== root;) {
      const next = parent[step] ?? root
      parent[step] = root
      step = next
    }
    return root
  }
  const firstWith = new Map<string, number>()
  for (const [at, { keys }] of rows.entries()) {
    for (const key of keys) {
      const first = firstWith.get(key)
      if (first === undefined) firstWith.set(key, at)
      else parent[rootOf(at)] = rootOf(first)
    }
  }
  const groups = new Map<number, PlannedRow[]>()
  for (const [at, row] of rows.entries()) {
    const root = rootOf(at)
    const group = groups.get(root)
    if (group) group.push(row)
    else groups.set(root, [row])
  }
  return groups
}

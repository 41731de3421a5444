import type { Clock } from "./clock"

/** The records of an account: made, changed, deleted, restored and merged, each with its times and its author. */
export type Stored = {
  type: string
  id: string
  values: Record<string, unknown>
  createdAt: number
  updatedAt: number
  deletedAt: number | null
  isPurged: boolean
  /** The record that it became. */
  mergedInto: string | null
  createdBy: string
  updatedBy: string
}

type StoreEvent = { kind: "create" | "update" | "delete"; record: Stored; before: Record<string, unknown>; by: string }

export type Store = {
  create: (type: string, values: Record<string, unknown>, by: string) => Stored
  change: (record: Stored, values: Record<string, unknown>, by: string) => Stored
  remove: (record: Stored, by: string) => void
  restore: (record: Stored, by: string) => void
  /** The other is gone, and what pointed to it points to the one that stays. */
  merge: (kept: Stored, other: Stored, links: readonly string[], by: string) => void
  /** A live record. */
  find: (type: string, id: string) => Stored | undefined
  /** Whatever became of it. */
  any: (type: string, id: string) => Stored | undefined
  list: (type: string) => Stored[]
  deleted: (type: string) => Stored[]
  listeners: ((event: StoreEvent) => void)[]
}

/** `resolutionMs`: times are kept that exactly. */
export function openStore({ now }: Pick<Clock, "now">, newId: (count: number, type: string) => string, resolutionMs = 1_000): Store {
  const records = new Map<string, Stored>()
  const listeners: Store["listeners"] = []
  let count = 0
  const moment = (): number => Math.floor(now() / resolutionMs) * resolutionMs
  const tell = (event: StoreEvent): void => listeners.forEach((listener) => listener(event))
  const all = (type: string): Stored[] => [...records.values()].filter((record) => record.type === type && !record.isPurged)
  const store: Store = {
    listeners,
    create: (type, values, by) => {
      count += 1
      const at = moment()
      const id = newId(count, type)
      const base = { deletedAt: null, isPurged: false, mergedInto: null }
      const record: Stored = { type, id, values: { ...values }, createdAt: at, updatedAt: at, createdBy: by, updatedBy: by, ...base }
      records.set(`${type}/${id}`, record)
      tell({ kind: "create", record, before: {}, by })
      return record
    },
    change: (record, values, by) => {
      const before = { ...record.values }
      Object.assign(record, { values: { ...record.values, ...values }, updatedAt: moment(), updatedBy: by })
      tell({ kind: "update", record, before, by })
      return record
    },
    remove: (record, by) => {
      Object.assign(record, { deletedAt: moment(), updatedBy: by })
      tell({ kind: "delete", record, before: record.values, by })
    },
    restore: (record, by) => {
      record.deletedAt = null
      store.change(record, {}, by)
    },
    merge: (kept, other, links, by) => {
      for (const record of records.values())
        for (const link of links) if (record.values[link] === other.id) store.change(record, { [link]: kept.id }, by)
      other.mergedInto = kept.id
      store.remove(other, by)
      store.change(kept, {}, by)
    },
    find: (type, id) => all(type).find((record) => record.id === id && record.deletedAt === null),
    any: (type, id) => all(type).find((record) => record.id === id),
    list: (type) => all(type).filter(({ deletedAt }) => deletedAt === null),
    deleted: (type) => all(type).filter(({ deletedAt }) => deletedAt !== null),
  }
  return store
}

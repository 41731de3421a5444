import { hash64 } from "@/lib/core/matching/hash"
import { lookupKeys, matchKeys } from "@/lib/core/matching/keys"
import { eventName } from "@/lib/leads/ingest/batch-state"
import { keyOf, readEvent } from "@/lib/leads/ingest/read-event"
import type { LeadEvent } from "@/lib/core/lead-event"

/** The key of a row, as a number. */
export const eventHash = (event: { channel: string; eventKey: string }): bigint => hash64(`event ${eventName(event)}`)

/** A phone, an email or an id, as a number. */
export const valueHash = (key: string): bigint => hash64(`value ${key}`)

/** Everything by which a row may match another one. */
function keysOfRow(event: LeadEvent): Set<bigint> {
  const { identities, profile } = readEvent(event, null)
  const keys = [...matchKeys(profile), ...lookupKeys(profile)].map(({ key }) => key)
  return new Set([eventHash(event), ...identities.map((one) => valueHash(keyOf(one))), ...keys])
}

const CHUNK = 262_144

/**
 * Finds the keys that more than one row has. A file of a hundred thousand rows has millions of keys, few of which
 * recur, so the keys are collected as numbers and sorted, and only recurring ones are kept.
 */
export class RecurringKeys {
  private readonly full: BigInt64Array[] = []
  private last = new BigInt64Array(CHUNK)
  private used = 0

  add(event: LeadEvent): void {
    for (const key of keysOfRow(event)) {
      if (this.used === CHUNK) {
        this.full.push(this.last)
        this.last = new BigInt64Array(CHUNK)
        this.used = 0
      }
      this.last[this.used] = key
      this.used += 1
    }
  }

  find(): Set<bigint> {
    const all = new BigInt64Array(this.full.length * CHUNK + this.used)
    for (const [at, part] of this.full.entries()) all.set(part, at * CHUNK)
    all.set(this.last.subarray(0, this.used), this.full.length * CHUNK)
    all.sort()
    const found = new Set<bigint>()
    for (let at = 1; at < all.length; at += 1) {
      const key = all[at]
      if (key !== undefined && key === all[at - 1]) found.add(key)
    }
    return found
  }
}

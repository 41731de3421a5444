/**
 * Version 1 of the match-key hash: 64 bits of a string, as a signed integer that fits PostgreSQL's bigint. Two 32-bit
 * lanes run over the UTF-16 units with different multipliers and are mixed into each other at the end. It must never
 * change without re-writing the stored keys; a collision only adds a candidate.
 */

export function hash64(text: string): bigint {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (BigInt(high | 0) << 32n) | BigInt(low >>> 0)
}

import type { Channel } from "./channels"

/**
 * The first touch of a lead: the first time the person contacted us. Events of the rental system do not count, however
 * old: a customer of last year who enquires today arrived today. Only for a person known by rentals alone is the first
 * rental the first touch.
 */
export type Touch = { at: Date; channel: string }

const RENTALS: Channel = "erp"

/** Whether one touch comes before the other. At the same instant the channel decides, so the result does not depend on order. */
export function isEarlierTouch(one: Touch, other: Touch): boolean {
  const isRental = (touch: Touch) => Number(touch.channel === RENTALS)
  const difference = isRental(one) - isRental(other) || one.at.getTime() - other.at.getTime()
  return difference < 0 || (difference === 0 && one.channel < other.channel)
}

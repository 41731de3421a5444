import type { Channel } from "./channels"

/**
 * The first touch of a lead is the first time that the person turned to us. What the rental system says of them is no
 * touch, however old it is: a customer of last year who asks today arrived today. Only of somebody who is known by their
 * rentals alone is the first of those the first touch.
 */
export type Touch = { at: Date; channel: string }

const RENTALS: Channel = "erp"

/** Whether one touch is the first rather than the other; of two at one instant, the channel decides, so that order does not. */
export function isEarlierTouch(one: Touch, other: Touch): boolean {
  const isRental = (touch: Touch) => Number(touch.channel === RENTALS)
  const difference = isRental(one) - isRental(other) || one.at.getTime() - other.at.getTime()
  return difference < 0 || (difference === 0 && one.channel < other.channel)
}

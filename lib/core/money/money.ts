import { z } from "zod"
import { readAmount } from "./read-amount"

/**
 * Money is kept in hundredths of its currency's main unit, whatever the currency: the rental system sends amounts in
 * the main unit, and spend, goals and CRM amounts are kept the same way. So sums of one currency always add up, also
 * for currencies without a smaller coin (yen) or with thousandths (dinars, whose third digit is rounded).
 */
export const toHundredths = (amount: number): number => Math.round(amount * 100)

export const fromHundredths = (minor: number): number => minor / 100

/** The currency of amounts without one. */
export const HOME_CURRENCY = "AED"

/** An amount in our currency, in hundredths; null when it is not one amount, is in another currency, or negative. */
export function parseAmount(text: string): number | null {
  const read = readAmount(text, { decimalMark: "point" })
  const isOurs = read.ok && (read.currency === null || read.currency === HOME_CURRENCY)
  return isOurs && read.minor >= 0 && read.minor <= TYPED_MAX ? read.minor : null
}

const TYPED_MAX = 100_000_000_000

/**
 * An amount from a form or a file, in the main unit. Blank is an error, never 0: where 0 removes a value, an empty cell
 * must not.
 */
export const TypedAmount = z
  .union([z.number(), z.string()], "Write an amount, such as 1250.50; 0 takes the entry away.")
  .transform((given) => {
    const minor = typeof given === "string" ? parseAmount(given) : toHundredths(given)
    return minor === null ? Number.NaN : fromHundredths(minor)
  })
  .refine((amount) => amount >= 0 && Number.isFinite(amount), "Write an amount, such as 1250.50; 0 takes the entry away.")

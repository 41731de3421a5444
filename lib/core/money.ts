import { z } from "zod"

/**
 * Money is kept in hundredths of its currency's main unit, whatever the currency: the rental system sends amounts in
 * the main unit, the intake keeps two digits of them, and spend, goals and the CRM's amounts are kept the same way. So
 * sums of one currency always add up, also where a currency has no smaller coin (yen) or a thousand of it (dinars,
 * whose third digit is rounded).
 */
export const toHundredths = (amount: number): number => Math.round(amount * 100)

export const fromHundredths = (minor: number): number => minor / 100

const currencies = new Set(Intl.supportedValuesOf("currency"))

/** Three capital letters that stand for money somewhere, as AED does. */
export const isKnownCurrency = (code: string): boolean => currencies.has(code)

/**
 * An amount as people write it ("1,250", "AED 1250.50", "١٢٥٠", "1.2k") in hundredths, or null when it is not one amount.
 * The comma groups thousands, as everywhere in the Emirates; "٫" is the Arabic decimal point.
 */
export function parseAmount(text: string): number | null {
  const plain = text
    .normalize("NFKC")
    .replaceAll(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replaceAll("٫", ".")
    .replaceAll(/[,٬\s]/g, "")
    .replace(/^(aed|dhs?|د\.?إ\.?)\.?/i, "")
    .replace(/(aed|dhs?|د\.?إ\.?)\.?$/i, "")
  const read = /^(\d{1,9}(?:\.\d{1,6})?)(k?)$/i.exec(plain)
  if (!read?.[1]) return null
  const minor = Math.round(Number(read[1]) * (read[2] ? 1000 : 1) * 100)
  return minor <= 100_000_000_000 ? minor : null
}

/**
 * An amount as a person or a file gives it, in the main unit. Left blank it is an error and never a 0: where a 0 takes
 * something away, an empty cell must not.
 */
export const TypedAmount = z
  .union([z.number(), z.string()], "Write an amount, such as 1250.50; 0 takes the entry away.")
  .transform((given) => {
    const minor = typeof given === "string" ? parseAmount(given) : toHundredths(given)
    return minor === null ? Number.NaN : fromHundredths(minor)
  })
  .refine((amount) => amount >= 0 && Number.isFinite(amount), "Write an amount, such as 1250.50; 0 takes the entry away.")

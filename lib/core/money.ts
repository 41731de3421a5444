/**
 * An amount as people write it ("1,250", "AED 1250.50", "١٢٥٠", "1.2k") in hundredths, or null when it is not one amount.
 * The comma groups thousands, as everywhere in the Emirates; "٫" is the Arabic decimal point.
 */
export const parseAmount = (text: string): number | null => {
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

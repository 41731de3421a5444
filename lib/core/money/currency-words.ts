const currencies = new Set(Intl.supportedValuesOf("currency"))

/** Three capital letters that are a currency code, as AED is. */
export const isKnownCurrency = (code: string): boolean => currencies.has(code)

/** How senders write currencies, lower-case and without dots; ISO codes are read as themselves. */
const CURRENCY_WORDS: Readonly<Record<string, string>> = {
  dh: "AED",
  dhs: "AED",
  dirham: "AED",
  dirhams: "AED",
  "uae dirham": "AED",
  "uae dirhams": "AED",
  "\u20C3": "AED",
  "د إ": "AED",
  دإ: "AED",
  درهم: "AED",
  دراهم: "AED",
  "درهم اماراتي": "AED",
  "درهم إماراتي": "AED",
  $: "USD",
  us$: "USD",
  dollar: "USD",
  dollars: "USD",
  دولار: "USD",
  "€": "EUR",
  euro: "EUR",
  euros: "EUR",
  يورو: "EUR",
  "£": "GBP",
  pound: "GBP",
  pounds: "GBP",
  "₹": "INR",
  "₽": "RUB",
  sr: "SAR",
  riyal: "SAR",
  riyals: "SAR",
  "\u20C1": "SAR",
  ريال: "SAR",
  رس: "SAR",
  "ر س": "SAR",
  kd: "KWD",
  دك: "KWD",
  "د ك": "KWD",
  bd: "BHD",
  دب: "BHD",
  "د ب": "BHD",
  qr: "QAR",
  رق: "QAR",
  "ر ق": "QAR",
  رع: "OMR",
  "ر ع": "OMR",
  "ج م": "EGP",
  جم: "EGP",
}

/** The ISO 4217 code of a currency by its code, sign or name; null when unknown. */
export function currencyNamed(text: string): string | null {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[.\s\u200E\u200F]+/g, " ")
    .trim()
  if (Object.hasOwn(CURRENCY_WORDS, plain)) return CURRENCY_WORDS[plain] ?? null
  const joined = plain.replaceAll(" ", "")
  if (Object.hasOwn(CURRENCY_WORDS, joined)) return CURRENCY_WORDS[joined] ?? null
  const code = joined.toUpperCase()
  return isKnownCurrency(code) ? code : null
}

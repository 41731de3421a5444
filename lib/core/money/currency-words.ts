const currencies = new Set(Intl.supportedValuesOf("currency"))

/** Three capital letters that are a currency code, as AED is. */
export const isKnownCurrency = (code: string): boolean => currencies.has(code)

/** How senders write each currency: lower-case, without dots. ISO codes are read as themselves. */
const CURRENCY_NAMES: Readonly<Record<string, string>> = {
  AED: "dh | dhs | dirham | dirhams | uae dirham | uae dirhams | emirati dirham | emirati dirhams | \u20C3 | د إ | درهم | دراهم | درهما | درهما اماراتيا | درهم اماراتي | درهم إماراتي | дирхам | дирхама | дирхамов",
  USD: "$ | us$ | us $ | dollar | dollars | us dollar | us dollars | دولار | دولار امريكي | دولار أمريكي | доллар | доллара | долларов | долл",
  EUR: "€ | euro | euros | يورو | евро",
  GBP: "£ | pound | pounds | pound sterling | pounds sterling | british pounds | جنيه استرليني",
  INR: "₹ | indian rupee | indian rupees | روبية هندية | روبيه هنديه",
  PKR: "pakistani rupee | pakistani rupees | روبية باكستانية | روبيه باكستانيه",
  RUB: "₽ | ruble | rubles | rouble | roubles | руб | р | рубль | рубля | рублей | روبل",
  SAR: "sr | riyal | riyals | saudi riyal | saudi riyals | \u20C1 | ريال | ريال سعودي | ر س",
  QAR: "qr | qatari riyal | qatari riyals | ريال قطري | ر ق",
  OMR: "omani rial | omani rials | ريال عماني | ر ع",
  KWD: "kd | kuwaiti dinar | kuwaiti dinars | دينار كويتي | د ك",
  BHD: "bd | bahraini dinar | bahraini dinars | دينار بحريني | د ب",
  JOD: "jd | jordanian dinar | jordanian dinars | دينار اردني | دينار أردني | د أ",
  PHP: "₱ | philippine peso | philippine pesos",
  TRY: "₺ | turkish lira",
  THB: "฿ | baht | thai baht",
  AUD: "a$ | au$ | australian dollar | australian dollars",
  BRL: "r$ | brazilian real | brazilian reais",
  EGP: "egyptian pound | egyptian pounds | جنيه مصري | ج م",
}

const CURRENCY_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries(CURRENCY_NAMES).flatMap(([code, words]) =>
    words.split(" | ").flatMap((word) => [[word, code] as const, [word.replaceAll(" ", ""), code] as const]),
  ),
)

/** The ISO 4217 code of a currency by its code, sign or name; null when unknown. */
export function currencyNamed(text: string): string | null {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\u064B-\u0652\u0640]/g, "")
    .replaceAll(/[.\s\u200E\u200F]+/g, " ")
    .trim()
  const joined = plain.replaceAll(" ", "")
  const named = CURRENCY_WORDS.get(plain) ?? CURRENCY_WORDS.get(joined)
  if (named !== undefined) return named
  const code = joined.toUpperCase()
  return isKnownCurrency(code) ? code : null
}

import { createTranslator, type _Translator, type Messages, type NamespaceKeys, type NestedKeyOf } from "use-intl/core"
import { en, FORMATS, LOCALE } from "./en"

export type MessageArea = NamespaceKeys<Messages, NestedKeyOf<Messages>>
export type Translator<Area extends MessageArea> = _Translator<Messages, Area>

/** Translators keep the messages they have parsed, so each area and time zone has one. */
const translators = new Map<string, unknown>()

/**
 * Messages of one area, for code outside React: server components (through lib/web/translations.ts), mails and jobs.
 * Dates inside a message are written in `timeZone`.
 */
export function translator<const Area extends MessageArea>(area: Area, timeZone: string): Translator<Area> {
  const key = `${area} ${timeZone}`
  const known = translators.get(key) as Translator<Area> | undefined
  if (known) return known
  const made = createTranslator<Messages, Area>({ locale: LOCALE, messages: en, formats: FORMATS, timeZone, namespace: area })
  translators.set(key, made)
  return made
}

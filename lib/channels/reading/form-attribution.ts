import { flattenForm, type FormEntry } from "@/lib/core/forms/flatten-form"
import { keyMeaning } from "@/lib/core/forms/key-meaning"
import { plainKey } from "@/lib/core/forms/plain-key"
import type { Attribution } from "@/lib/core/lead-event"
import { cleanText } from "./clean-text"

/**
 * Campaign parameters and click ids, in whatever spelling a form carries them: `utm_source`, `utmSource`, `form_fields[utm_source]`.
 * With `_first_` those of the visitor's first visit, as onelead.js sends them beside the last.
 */
const FIRST = /^first_(?=utm_|landing_page$|referrer$|at$|[a-z]*clid$|gbraid$|wbraid$|li_fat_id$)/
const IDS = /^(?:utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|ttclid|twclid|li_fat_id|fbc|fbp|hubspotutk|ctwa_clid|ad_id|gcl_id)$/
const OWN_FIELD = {
  utm_source: "utmSource",
  utm_medium: "utmMedium",
  utm_campaign: "utmCampaign",
  utm_term: "utmTerm",
  utm_content: "utmContent",
  gclid: "gclid",
  gcl_id: "gclid",
  fbclid: "fbclid",
  ctwa_clid: "ctwaClid",
  ad_id: "adId",
} as const

/** The name of the parameter that a key carries, or null. */
export function attributionId({ path }: Pick<FormEntry, "path">): string | null {
  const last = plainKey(path.at(-1) ?? "").replaceAll(" ", "_")
  if (IDS.test(last) || FIRST.test(last)) return last
  const joined = path.map(plainKey).join("_").replaceAll(" ", "_")
  return /^utm_[a-z]+$/.test(joined) ? joined : null
}

export function formAttribution(fields: Readonly<Record<string, unknown>>): Attribution | null {
  const attribution: Attribution & Record<string, unknown> = {}
  const other: Record<string, string> = {}
  for (const entry of flattenForm(fields)) {
    const text = cleanText(Array.isArray(entry.value) ? entry.value.find((one) => cleanText(one) !== null) : entry.value, 512)
    const id = text === null ? null : attributionId(entry)
    const own = id === null ? pageField(entry) : OWN_FIELD[id as keyof typeof OWN_FIELD]
    if (text === null) continue
    if (own) attribution[own] ??= text
    else if (id !== null) other[id] ??= text
  }
  if (Object.keys(other).length > 0) attribution.other = other
  return Object.keys(attribution).length > 0 ? attribution : null
}

function pageField({ path }: FormEntry): "landingPage" | "pageUrl" | "referrer" | null {
  const { field } = keyMeaning(path)
  return field === "landing_page" ? "landingPage" : field === "page_url" ? "pageUrl" : field === "referrer" ? "referrer" : null
}

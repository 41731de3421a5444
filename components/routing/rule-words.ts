import { channelLabel } from "@/components/lead/channel-icon"
import { languageName } from "@/components/settings/languages"
import type { RoutingConfig, RoutingRule } from "@/lib/core/routing/routing-config"
import type { MinutesByBand, TargetKind } from "@/lib/core/response/targets"

/** Rules in words, for lists that are read and not edited. */
export const BAND_NAMES: Record<string, string> = { high: "High priority", normal: "Normal", nurture: "Nurture" }

export const EMIRATE_NAMES: Record<string, string> = {
  abu_dhabi: "Abu Dhabi",
  ajman: "Ajman",
  dubai: "Dubai",
  fujairah: "Fujairah",
  ras_al_khaimah: "Ras Al Khaimah",
  sharjah: "Sharjah",
  umm_al_quwain: "Umm Al Quwain",
}

export const TARGET_NAMES: Record<TargetKind, string> = { assignment: "Assignment", first_touch: "First contact", first_reply: "Reply" }

/** "5 (high priority), 15 (normal) or 60 (nurture)"; one number when all are the same. */
export function minutesWords(minutes: MinutesByBand): string {
  if (new Set(Object.values(minutes)).size === 1) return String(minutes.normal)
  return `${minutes.high} (high priority), ${minutes.normal} (normal) or ${minutes.nurture} (nurture)`
}

const or = (words: readonly string[]): string => words.join(" or ")

export function conditionWords({ when }: RoutingRule): string {
  const parts = [
    when.channels.length > 0 ? `came by ${or(when.channels.map(channelLabel))}` : "",
    when.languages.length > 0 ? `writes ${or(when.languages.map(languageName))}` : "",
    when.countries.length > 0 ? `from ${or(when.countries)}` : "",
    when.emirates.length > 0 ? `in ${or(when.emirates.map((emirate) => EMIRATE_NAMES[emirate] ?? emirate))}` : "",
    when.vehicles.length > 0 ? `wants ${or(when.vehicles)}` : "",
    when.bands.length > 0 ? or(when.bands.map((band) => BAND_NAMES[band] ?? band)).toLowerCase() : "",
    when.customer === "any" ? "" : `${when.customer} customer`,
    when.keywords.length > 0 ? `says ${or(when.keywords.map((word) => `“${word}”`))}` : "",
  ].filter(Boolean)
  return parts.length === 0 ? "Every lead" : parts.join(", and ")
}

type Named = { id: string; name: string }

export function targetWords({ target }: RoutingRule, pools: RoutingConfig["pools"], people: readonly Named[]): string {
  if (target.kind === "keep") return "the agent who had them before"
  if (target.kind === "added_by") return "the person who added it"
  if (target.kind === "overflow") return "unassigned: it waits for a manager"
  if (target.kind === "people")
    return or(target.userIds.map((id) => people.find((person) => person.id === id)?.name ?? "a former colleague"))
  const pool = pools.find(({ id }) => id === target.poolId)?.name ?? "?"
  return target.speaks === "require"
    ? `${pool}, who speak the language`
    : target.speaks === "prefer"
      ? `${pool}, by language if possible`
      : pool
}

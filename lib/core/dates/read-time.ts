import { AFTER_YEAR, AFTERNOON, BEFORE_TIME, FORENOON, ZONE_MINUTES } from "./date-words"
import { isKnownZone } from "@/lib/core/days"

/** The time of day as written, and its clock: minutes ahead of UTC, a named zone, or none. */
type TimeReading = { sinceMidnightMs: number; zone: number | string | null; isGiven: boolean }

const CLOCK = /^(\d{1,2})(?:[:.](\d{2}))?(?:[:.](\d{2}))?(?:[.,](\d+))?\s*([\p{L}.]+)?\s*(.*)$/u
const OFFSET = /^(?:utc|gmt|ut)?\s*([+-])(\d{1,2}):?(\d{2})?$/

/** What follows a date; null when it is not a time. Empty text is midnight, with `isGiven` false. */
export function readTime(text: string): TimeReading | null {
  const rest = tidy(text)
  const zoneAlone = readZone(rest)
  if (zoneAlone !== undefined) return { sinceMidnightMs: 0, zone: zoneAlone, isGiven: false }
  const [, hour = "", minute, second = "0", fraction = "", word = "", tail = ""] = CLOCK.exec(rest) ?? []
  const half = AFTERNOON.test(word) ? 12 : FORENOON.test(word) ? 0 : null
  const zone = readZone(withSign(half !== null ? tail : tail.startsWith("/") ? word + tail : `${word} ${tail}`.trim()))
  if (hour === "" || zone === undefined || (minute === undefined && half === null)) return null
  const hours = hoursOf(Number(hour), half)
  const [minutes, seconds] = [Number(minute ?? "0"), Number(second)]
  const isEndOfDay = hours === 24 && minutes === 0 && seconds === 0
  if (hours === null || (hours > 23 && !isEndOfDay) || minutes > 59 || seconds > 60) return null
  const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3))
  return { sinceMidnightMs: ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds, zone, isGiven: true }
}

/** Form encoding turns a plus into a space: "10:00:00 04:00" and "10:00:00 gmt 0400" were ahead of UTC. */
const withSign = (zone: string): string => zone.replace(/^((?:utc|gmt|ut) )?(\d{2}:?\d{2})$/, "$1+$2")

/** One spelling for 15h30, 1500 hrs, T15, T153000 and 3 p.m. */
const tidy = (text: string): string =>
  text
    .replace(AFTER_YEAR, "")
    .replace(/^t(\d{2})$/, "$1:00")
    .replace(/^t(\d{2})(\d{2})(\d{2})?(?!\d)/, (_, h: string, m: string, s?: string) => `${h}:${m}:${s ?? "00"}`)
    .replace(BEFORE_TIME, "")
    .replace(/([ap])\.\s?m\.?/, "$1m")
    .replace(/^(\d{2})(\d{2}) ?h(?:ou)?rs?$/, "$1:$2")
    .replace(/^(\d{1,2}) ?h(?:eures?)?(?: ?(\d{2}))?(?![\p{L}\d])/u, (_, h: string, m?: string) => `${h}:${m ?? "00"}`)
    .replace(/ ?(?:h(?:ou)?rs?|uhr)$/, "")
    .trim()

/** 12 am is midnight; 15 pm is what some forms write for 3 pm. */
function hoursOf(hour: number, half: number | null): number | null {
  if (half === null) return hour
  if (hour > 12) return half === 12 ? hour : null
  return (hour % 12) + half
}

export const isZone = (text: string): boolean => text !== "" && readZone(text) !== undefined

/** Undefined for an unknown zone; null for none. */
function readZone(text: string): number | string | null | undefined {
  if (text === "") return null
  const bracketed = /^(.*?)\s*\[([\w+\-/]+)\]$/.exec(text)
  if (bracketed) return bracketed[1] ? readZone(bracketed[1]) : areaOf(bracketed[2] ?? "")
  const offset = OFFSET.exec(text)
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? "0")
    return minutes <= 14 * 60 ? (offset[1] === "-" ? -minutes : minutes) : undefined
  }
  return Object.hasOwn(ZONE_MINUTES, text) ? ZONE_MINUTES[text] : /^[a-z]+\/[a-z_/]+$/.test(text) ? areaOf(text) : undefined
}

const areaOf = (name: string): string | undefined => (isKnownZone(name) ? name : undefined)

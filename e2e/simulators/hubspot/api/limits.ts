import type { Portal } from "@/e2e/simulators/hubspot/account/portal"
import { tooMany } from "@/e2e/simulators/hubspot/account/problems"

/**
 * The three ways in which an account says "too much": a rolling window of ten seconds per app, five searches a second per
 * account, and a day's quota that starts again at midnight of the account's time zone. Associations have a window of their own.
 */
export type Limits = {
  /** Counts the call or throws the 429; answers the headers that go with it. */
  admit: (appId: number, kind: "search" | "associations" | "other") => Record<string, string>
  usedToday: () => number
  dayEndsAt: () => number
  setUsedToday: (used: number) => void
  refused: () => Record<"burst" | "search" | "daily", number>
  reset: () => void
}

const WINDOW_MS = 10_000
const SECOND_MS = 1_000

/** Times of the calls in the last `span` milliseconds; a queue whose head moves. */
function createWindow(span: number) {
  let times: number[] = []
  let head = 0
  return {
    count: (now: number): number => {
      while (head < times.length && (times[head] ?? 0) <= now - span) head += 1
      if (head > 1_000) {
        times = times.slice(head)
        head = 0
      }
      return times.length - head
    },
    add: (now: number): void => {
      times.push(now)
    },
  }
}
type Window = ReturnType<typeof createWindow>

export function createLimits(portal: Portal): Limits {
  let windows = new Map<string, Window>()
  let day = ""
  let used = 0
  let refused = { burst: 0, search: 0, daily: 0 }
  const windowOf = (name: string, span: number): Window => {
    const window = windows.get(name) ?? createWindow(span)
    windows.set(name, window)
    return window
  }
  const startDay = (now: number): void => {
    const today = dayIn(portal.settings.timeZone, now)
    if (today !== day) used = 0
    day = today
  }
  const refuse = (scope: "burst" | "search" | "daily", appId: number): never => {
    refused[scope] += 1
    throw tooMany(scope, portal.settings.portalId, appId)
  }
  return {
    admit: (appId, kind) => {
      const now = portal.clock.now()
      const { limits } = portal.settings
      startDay(now)
      if (used >= limits.daily) refuse("daily", appId)
      if (kind === "search") {
        const searches = windowOf("search", SECOND_MS)
        if (searches.count(now) >= limits.search) refuse("search", appId)
        searches.add(now)
        used += 1
        return {}
      }
      const burst = windowOf(`burst:${appId}`, WINDOW_MS)
      const links = windowOf(`associations:${appId}`, WINDOW_MS)
      if (burst.count(now) >= limits.burst || (kind === "associations" && links.count(now) >= limits.associations)) refuse("burst", appId)
      burst.add(now)
      if (kind === "associations") links.add(now)
      used += 1
      const left =
        kind === "associations"
          ? Math.min(limits.burst - burst.count(now), limits.associations - links.count(now))
          : limits.burst - burst.count(now)
      return headersOf(limits, used, left)
    },
    usedToday: () => {
      startDay(portal.clock.now())
      return used
    },
    dayEndsAt: () => nextMidnight(portal.settings.timeZone, portal.clock.now()),
    setUsedToday: (count) => {
      startDay(portal.clock.now())
      used = count
    },
    refused: () => ({ ...refused }),
    reset: () => {
      windows = new Map()
      used = 0
      refused = { burst: 0, search: 0, daily: 0 }
    },
  }
}

const headersOf = (limits: Portal["settings"]["limits"], used: number, left: number): Record<string, string> => ({
  "X-HubSpot-RateLimit-Daily": String(limits.daily),
  "X-HubSpot-RateLimit-Daily-Remaining": String(Math.max(0, limits.daily - used)),
  "X-HubSpot-RateLimit-Interval-Milliseconds": String(WINDOW_MS),
  "X-HubSpot-RateLimit-Max": String(limits.burst),
  "X-HubSpot-RateLimit-Remaining": String(Math.max(0, left)),
  "X-HubSpot-RateLimit-Secondly": String(Math.floor(limits.burst / 10)),
  "X-HubSpot-RateLimit-Secondly-Remaining": String(Math.max(0, Math.floor(left / 10))),
})

const formats = new Map<string, Intl.DateTimeFormat>()
function dayIn(timeZone: string, at: number): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" })
  formats.set(timeZone, format)
  return format.format(at)
}

function nextMidnight(timeZone: string, at: number): number {
  const today = dayIn(timeZone, at)
  const quarter = 900_000
  let next = at - (at % quarter) + quarter
  while (dayIn(timeZone, next) === today) next += quarter
  return next
}

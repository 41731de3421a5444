"use client"

import { DAY_MS, MINUTE_MS, sayRoughly } from "@/lib/core/time"
import type { ReactNode } from "react"
import { useTimeZone } from "use-intl/react"

type Times = {
  zone: string
  /** "Mon, 2 Mar 2026, 12:00" */
  formatFull: (iso: string) => string
  /** "2 Mar, 12:00" */
  formatClock: (iso: string) => string
  /** "12:00" */
  formatTime: (iso: string) => string
  /** "2 Mar, 12:00:07.042", for what is followed step by step. */
  formatExact: (iso: string) => string
  /** "4 min", "3 h", "12 d", then the date: short enough for a card. */
  age: (iso: string, now: Date) => string
}

/** Formatters are dear to make, so each zone has its own once. */
const known = new Map<string, Times>()

function timesIn(zone: string): Times {
  const made = known.get(zone)
  if (made) return made
  const write = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options })
    return (iso: string): string => format.format(new Date(iso))
  }
  const [day, time] = [{ day: "numeric", month: "short" } as const, { hour: "2-digit", minute: "2-digit" } as const]
  const short = write(day)
  const times: Times = {
    zone,
    formatFull: write({ weekday: "short", year: "numeric", ...day, ...time }),
    formatClock: write({ ...day, ...time }),
    formatTime: write(time),
    formatExact: write({ ...day, ...time, second: "2-digit", fractionalSecondDigits: 3 }),
    age: (iso, now) => {
      const ms = now.getTime() - Date.parse(iso)
      if (ms < MINUTE_MS) return "now"
      return ms < 60 * DAY_MS ? sayRoughly(ms) : short(iso)
    },
  }
  known.set(zone, times)
  return times
}

/**
 * Times are the team's, whatever the browser or the server thinks: the zone of the working-time settings reaches every
 * part of the page from its layout.
 */
export const useTimes = (): Times => timesIn(useTimeZone() ?? "Asia/Dubai")

/** `now` comes from the server, so both renderings of a page agree. */
export function Age({ iso, now }: { iso: string; now: string }) {
  const { age, formatFull } = useTimes()
  return (
    <time dateTime={iso} title={formatFull(iso)} suppressHydrationWarning>
      {age(iso, new Date(now))}
    </time>
  )
}

export function Clock({ iso }: { iso: string }) {
  const { formatClock, formatFull } = useTimes()
  return (
    <time dateTime={iso} title={formatFull(iso)}>
      {formatClock(iso)}
    </time>
  )
}

/** The time inside a message: `<time>{at, date, clock}</time>`. */
export function MessageTime({ iso, children }: { iso: string; children: ReactNode }) {
  const { formatFull } = useTimes()
  return (
    <time dateTime={iso} title={formatFull(iso)}>
      {children}
    </time>
  )
}

export function FullTime({ iso }: { iso: string }) {
  const { formatFull } = useTimes()
  return <time dateTime={iso}>{formatFull(iso)}</time>
}

export function TimeOfDay({ iso, className }: { iso: string; className?: string }) {
  const { formatFull, formatTime } = useTimes()
  return (
    <time dateTime={iso} title={formatFull(iso)} className={className}>
      {formatTime(iso)}
    </time>
  )
}

export const ExactTime = ({ iso }: { iso: string }) => <time dateTime={iso}>{useTimes().formatExact(iso)}</time>

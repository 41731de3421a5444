/** Times are the team's: Dubai, whatever the browser or the server thinks. */
const ZONE = "Asia/Dubai"

const full = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
})
const short = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "numeric", month: "short" })
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })

export const formatFull = (iso: string): string => full.format(new Date(iso))
export const formatClock = (iso: string): string => clock.format(new Date(iso))

/** "4 min", "3 h", "12 d", then the date: short enough for a card. */
export const age = (iso: string, now: Date): string => {
  const minutes = Math.floor((now.getTime() - Date.parse(iso)) / 60_000)
  if (minutes < 1) return "now"
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`
  if (minutes < 60 * 24 * 60) return `${Math.floor(minutes / 1440)} d`
  return short.format(new Date(iso))
}

/** `now` comes from the server, so both renderings of a page agree. */
export const Age = ({ iso, now }: { iso: string; now: string }) => (
  <time dateTime={iso} title={formatFull(iso)} suppressHydrationWarning>
    {age(iso, new Date(now))}
  </time>
)

export const Clock = ({ iso }: { iso: string }) => (
  <time dateTime={iso} title={formatFull(iso)}>
    {formatClock(iso)}
  </time>
)

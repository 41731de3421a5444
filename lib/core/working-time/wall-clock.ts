import { TZDate } from "@date-fns/tz"

/** The instant of a form's date and time field ("2026-03-02T10:30") in a zone. */
export function wallClock(timeZone: string, text: string): Date {
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0] = text.split(/[-T:]/).map(Number)
  return new Date(new TZDate(year, month - 1, day, hour, minute, 0, 0, timeZone).getTime())
}

import { TZDate } from "@date-fns/tz"
import type { WorkingTime } from "./calendar"

/** Midnight at the beginning of a local day. */
export const startOfDay = ({ timeZone }: Pick<WorkingTime, "timeZone">, day: string): Date => {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number)
  return new Date(new TZDate(year, month - 1, date, 0, 0, 0, 0, timeZone).getTime())
}

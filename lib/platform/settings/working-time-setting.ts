import type { Database, Transaction } from "@/db/client"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { readSetting, type Setting } from "./setting"

export const WORKING_TIME: Setting<WorkingTime> = { key: "working_time", schema: WorkingTime }

let last: { text: string; calendar: WorkingTime } | undefined

/** The team's calendar. While the setting is unchanged the same object is returned, so that days cached for it are reused. */
export async function readWorkingTime(db: Pick<Database | Transaction, "select">): Promise<WorkingTime> {
  const calendar = await readSetting(db, WORKING_TIME)
  const text = JSON.stringify(calendar)
  if (last?.text !== text) last = { text, calendar }
  return last.calendar
}

import type { Database, Transaction } from "@/db/client"
import { NurtureSettings, sendWindow } from "@/lib/core/nurture/quiet-hours"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { readSetting, type Setting } from "@/lib/platform/settings/setting"

export const NURTURE_SETTINGS: Setting<NurtureSettings> = { key: "nurture", schema: NurtureSettings }

let last: { text: string; window: WorkingTime } | undefined

/** The hours in which messages may go out. As long as they read the same they are the same object, which the reckoning remembers days by. */
export async function readSendWindow(db: Pick<Database | Transaction, "select">): Promise<WorkingTime> {
  const [settings, { timeZone }] = [await readSetting(db, NURTURE_SETTINGS), await readWorkingTime(db)]
  const text = JSON.stringify([settings, timeZone])
  if (last?.text !== text) last = { text, window: sendWindow(settings, { timeZone }) }
  return last.window
}

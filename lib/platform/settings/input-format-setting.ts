import type { Database, Transaction } from "@/db/client"
import { InputFormat, type ReadingFormat } from "@/lib/core/input-format"
import { readSetting, type Setting } from "./setting"
import { readWorkingTime } from "./working-time-setting"

export const INPUT_FORMAT: Setting<InputFormat> = { key: "input_format", schema: InputFormat }

/** How dates and amounts are read: the team's habits, and its zone. */
export async function readReadingFormat(db: Pick<Database | Transaction, "select">): Promise<ReadingFormat> {
  const { timeZone } = await readWorkingTime(db)
  return { ...(await readSetting(db, INPUT_FORMAT)), timeZone }
}

import { cache } from "react"
import { db } from "@/lib/platform/database"
import { translator, type MessageArea, type Translator } from "@/lib/core/messages/translator"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"

/** Read once a request. */
export const teamTimeZone = cache(async () => (await readWorkingTime(db())).timeZone)

/** Messages of one area for a server component; client components call `useTranslations` of use-intl. */
export async function getTranslations<const Area extends MessageArea>(area: Area): Promise<Translator<Area>> {
  return translator(area, await teamTimeZone())
}

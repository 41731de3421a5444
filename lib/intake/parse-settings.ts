import type { Database, Transaction } from "@/db/client"
import type { ParseSettings } from "@/lib/channels/contract"
import { FormChoices } from "@/lib/core/forms/form-fields"
import { readReadingFormat } from "@/lib/platform/settings/input-format-setting"
import { readSetting, type Setting } from "@/lib/platform/settings/setting"

export const FORM_CHOICES: Setting<FormChoices> = { key: "form_choices", schema: FormChoices }

/** What an admin has set about reading deliveries. */
export const readParseSettings = async (db: Pick<Database | Transaction, "select">): Promise<ParseSettings> => ({
  format: await readReadingFormat(db),
  forms: await readSetting(db, FORM_CHOICES),
})

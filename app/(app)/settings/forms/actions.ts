"use server"

import { revalidatePath } from "next/cache"
import { InputFormat } from "@/lib/core/input-format"
import { chooseFormKeys, ChooseFormKeys } from "@/lib/intake/deliveries/form-keys"
import { INPUT_FORMAT } from "@/lib/platform/settings/input-format-setting"
import { writeSetting } from "@/lib/platform/settings/setting"
import { memberAction } from "@/lib/web/action"

export const saveInputFormatAction = memberAction
  .metadata({ name: "settings.input_format" })
  .inputSchema(InputFormat)
  .action(async ({ ctx, parsedInput }) => {
    await writeSetting(ctx, INPUT_FORMAT, parsedInput)
    revalidatePath("/settings/forms")
  })

export const chooseFormKeysAction = memberAction
  .metadata({ name: "settings.form_keys" })
  .inputSchema(ChooseFormKeys)
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await chooseFormKeys(ctx, parsedInput)
    revalidatePath("/settings/forms")
    return outcome
  })

import { z } from "zod"
import { addressOf } from "./address"

/** Whom the search of the privacy page looks for, and which of the people found is shown. */
export const privacyAddress = addressOf("/settings/privacy", { q: z.string().max(200), person: z.uuid() })

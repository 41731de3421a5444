"use server"

import { z } from "zod"
import { acceptManualLead, ManualLead } from "@/lib/intake/accept-manual"
import { processInbox } from "@/lib/intake/intake-deps"
import { getEvent } from "@/lib/intake/queries"
import { memberAction } from "@/lib/web/action"

export const addLeadAction = memberAction
  .metadata({ name: "lead.add" })
  .inputSchema(ManualLead)
  .action(({ ctx, parsedInput }) => acceptManualLead(ctx, processInbox(), parsedInput))

/** Where the new lead ended up: its own page, or that of somebody already known. */
export const findReceiptAction = memberAction
  .metadata({ name: "event.find" })
  .inputSchema(z.object({ receipt: z.uuid() }))
  .action(({ ctx, parsedInput }) => getEvent(ctx, parsedInput))

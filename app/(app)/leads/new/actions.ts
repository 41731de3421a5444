"use server"

import { z } from "zod"
import { acceptManualLead, ManualLead } from "@/lib/intake/doors/accept-manual"
import { processInbox } from "@/lib/intake/doors/intake-deps"
import { getEvent } from "@/lib/intake/deliveries/queries"
import { previewContacts, PreviewContacts } from "@/lib/leads/preview-contacts"
import { memberAction, once } from "@/lib/web/action"

export const addLeadAction = memberAction
  .metadata({ name: "lead.add" })
  .inputSchema(ManualLead)
  .action(({ ctx, parsedInput }) =>
    once(ctx, () => acceptManualLead(ctx, processInbox(), parsedInput, { requestKey: ctx.asked?.key ?? null })),
  )

export const previewContactsAction = memberAction
  .metadata({ name: "contacts.preview" })
  .inputSchema(PreviewContacts)
  .action(({ ctx, parsedInput }) => previewContacts(ctx, parsedInput))

/** Where the new lead ended up: its own page, or that of a known person. */
export const findReceiptAction = memberAction
  .metadata({ name: "event.find" })
  .inputSchema(z.object({ receipt: z.uuid() }))
  .action(({ ctx, parsedInput }) => getEvent(ctx, parsedInput))

import { notFound, permanentRedirect } from "next/navigation"
import { cache } from "react"
import { z } from "zod"
import { AppError } from "@/lib/platform/errors"
import { readLeadHead } from "@/lib/leads/get-lead"
import { recordReads } from "@/lib/leads/record-read"
import { requirePage } from "@/lib/web/session"

/**
 * The lead of the address and who asks, once a request for all sections. The page awaits it before anything streams:
 * after that the status of the answer, 404 or 308, could not change any more.
 */
export const readLead = cache(async (id: string) => {
  const ctx = await requirePage("lead.read")
  const readAt = ctx.now().toISOString()
  if (!z.uuid().safeParse(id).success) notFound()
  const lead = await readLeadHead(ctx, { leadId: id }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound()
    throw error
  })
  if (lead.mergedInto) permanentRedirect(`/leads/${lead.mergedInto}`)
  await recordReads(ctx, [lead.id], "page")
  return { ctx, lead, readAt }
})

import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { recordReads } from "./record-read"
import { listLeads, type LeadRowView } from "./list-leads"
import type { LeadFilter } from "@/lib/core/filters/leads"

export const EXPORT_COLUMNS = [
  "id",
  "name",
  "phones",
  "emails",
  "kind",
  "stage",
  "owner",
  "score",
  "channels",
  "firstChannel",
  "vehicle",
  "company",
  "country",
  "firstTouchAt",
  "lastActivityAt",
] as const

const PAGE = 200

/** Every lead of a filter, page by page, so that a large export is never in memory. The export is audited; leads whose
 * processing is restricted are left out. */
export async function exportLeads(ctx: Ctx, filter: LeadFilter): Promise<AsyncIterable<Record<string, string | number>>> {
  requirePermission(ctx, "lead.export")
  await writeAudit(ctx, ctx.db, { action: "leads.exported", change: { filter } })
  return pages(ctx, filter)
}

async function* pages(ctx: Ctx, filter: LeadFilter): AsyncGenerator<Record<string, string | number>> {
  let cursor: string | undefined
  do {
    // By first touch, which does not change: in order of activity a lead with a new message would skip past the cursor.
    const page = await listLeads(ctx, { ...filter, restricted: false, sort: "oldest", limit: PAGE, cursor })
    await recordReads(
      ctx,
      page.data.map(({ id }) => id),
      "export",
    )
    yield* page.data.map(rowOf)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

const rowOf = (lead: LeadRowView): Record<string, string | number> => ({
  ...lead,
  name: lead.name ?? "",
  restrictedAt: lead.restrictedAt ?? "",
  phones: lead.phones.join(" "),
  emails: lead.emails.join(" "),
  owner: lead.owner?.name ?? "",
  channels: lead.channels.join(" "),
  vehicle: lead.vehicle ?? "",
  company: lead.company ?? "",
  country: lead.country ?? "",
})

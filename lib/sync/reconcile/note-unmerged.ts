import { and, eq } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import { crmConflicts } from "@/db/schema"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { newId } from "@/lib/platform/ids"
import type { SyncRun } from "@/lib/sync/connection/sync-run"
import { aliasesOf } from "./read-linked"
import { dropLinks, type LinkRow } from "./links"
import type { SyncItem } from "./sync-item"

type Double = { object: CrmObject; kept: LinkRow; double: LinkRow }

/**
 * A lead that was merged here has two records in a CRM that cannot merge them. A person has to: it is listed once, and the
 * second record stays linked until they have become one.
 */
export async function noteUnmerged({ ctx }: SyncRun, { lead }: SyncItem, { object, kept, double }: Double): Promise<void> {
  const aliases = await aliasesOf(ctx, object, [double.externalId])
  await changeLeads(ctx, async ({ db: tx }) => {
    if (aliases.get(double.externalId) === kept.externalId) return await dropLinks(tx, [double.id])
    const about = {
      leadId: lead.id,
      provider: ctx.crm.name,
      objectType: object,
      property: object === "contact" ? "lead_id" : "deal_id",
      theirs: double.externalId,
    }
    const known = await tx
      .select({ id: crmConflicts.id })
      .from(crmConflicts)
      .where(
        and(
          eq(crmConflicts.leadId, about.leadId),
          eq(crmConflicts.provider, about.provider),
          eq(crmConflicts.property, about.property),
          eq(crmConflicts.theirs, about.theirs),
        ),
      )
    if (known.length > 0) return
    const rule = "the CRM cannot merge these two records; merge them there by hand"
    await insertRows(tx, crmConflicts, [{ id: newId(), ...about, base: null, ours: kept.externalId, winner: "ours", rule, at: ctx.now() }])
  })
}

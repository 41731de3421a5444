import { eq } from "drizzle-orm"
import { crmLinks } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { dropLinks } from "@/lib/sync/reconcile/links"
import type { SyncItem } from "@/lib/sync/reconcile/sync-item"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/** Leads that were merged here have the records of both: those become one, and the link follows to whatever id that has. */
export async function mergeThere(run: SyncRun, items: readonly SyncItem[]): Promise<void> {
  for (const item of items) {
    for (const double of item.doubles) {
      const object = double.objectType as CrmObject
      const kept = object === "contact" ? item.contact : item.deal
      if (!kept) continue
      const survivor = await run.provider.merge(object, kept.externalId, double.externalId)
      run.step("merged one")
      await changeLeads(run.ctx, async ({ db: tx }) => {
        await lockLeads(tx, [item.lead.id])
        await dropLinks(tx, [double.id])
        if (survivor.id !== kept.externalId) await tx.update(crmLinks).set({ externalId: survivor.id }).where(eq(crmLinks.id, kept.id))
      })
      kept.externalId = survivor.id
    }
  }
}

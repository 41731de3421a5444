import { z } from "zod"
import { enqueue } from "@/lib/platform/jobs/job"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"

/** The lists of a comparison that can be set right; the fourth is what is equal. */
const REPAIR_LISTS = ["different", "missingHere", "missingThere"] as const
export type RepairList = (typeof REPAIR_LISTS)[number]

/** The jobs of a CRM, as those who ask for them know them. */
const CrmName = z.string().max(40)

/** Without a CRM: all of them, each in a job of its own. */
const Compare = z.object({ crm: CrmName.optional(), repair: z.union([z.boolean(), z.enum(REPAIR_LISTS)]).default(false) })
export const compareJobName = { name: "crm:compare", payload: Compare, attemptsMax: 3 }
export type Repair = z.infer<typeof Compare>["repair"]

export async function enqueueCompare(ctx: CrmCtx, repair: Repair, afterMs = 0): Promise<void> {
  const runAt = new Date(ctx.now().getTime() + afterMs)
  const { name } = ctx.crm
  await enqueue(ctx.db, compareJobName, { crm: name, repair }, { key: `crm:compare:${name}`, queue: `crm:${name}`, runAt })
}

export const provisionJobName = { name: "crm:provision", payload: z.object({ crm: CrmName }), attemptsMax: 3 }

export async function enqueueProvision(ctx: CrmCtx): Promise<void> {
  const { name } = ctx.crm
  await enqueue(ctx.db, provisionJobName, { crm: name }, { key: `crm:provision:${name}`, queue: `crm:${name}` })
}

import { sql } from "drizzle-orm"
import { z } from "zod"
import { users } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { readSetting, writeSetting } from "@/lib/platform/settings/setting"
import { crmSettings } from "./connection/crm-settings"
import { contextOf, knownSchema } from "./connection/sync-run"

/**
 * Which owner in the CRM is which colleague here. Most are found by their e-mail address; an admin names the others. Leads of
 * those whose owner changed by it are compared again, as if nothing had been said about their owner yet.
 */
export const SaveOwners = z.object({ owners: z.record(z.uuid(), z.string().max(40)) })

export type OwnerLine = { userId: string; name: string; email: string; isActive: boolean; named: string; byEmail: string | null }

export async function saveOwners(ctx: CrmCtx, input: z.infer<typeof SaveOwners>): Promise<number> {
  requirePermission(ctx, "sync.manage")
  const owners = Object.fromEntries(Object.entries(SaveOwners.parse(input).owners).filter(([, owner]) => owner !== ""))
  const schema = await knownSchema(ctx)
  const known = new Set((schema?.owners ?? []).map(({ id }) => id))
  const given = Object.values(owners)
  if (given.some((owner) => !known.has(owner))) throw new AppError("invalid", "One of these owners is not in the account.")
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  const before = (await contextOf(ctx, settings, schema)).ownerOf
  const after = (await contextOf(ctx, { ...settings, owners }, schema)).ownerOf
  if (new Set(after.values()).size < after.size) throw new AppError("invalid", "An owner over there can stand for one colleague only.")
  await writeSetting(ctx, crmSettings(ctx.crm), { ...settings, owners })
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id))
  const list = sql`select value::uuid from jsonb_array_elements_text(${JSON.stringify(changed)}::jsonb)`
  const now = ctx.now().toISOString()
  return await changeLeads(ctx, async ({ db: tx }) => {
    await tx.execute(sql`select from leads where owner_id in (${list}) order by id for no key update`)
    await tx.execute(sql`
      update crm_links k set snapshot = k.snapshot - 'owner' from leads l
      where l.id = k.lead_id and k.provider = ${ctx.crm.name} and l.owner_id in (${list})`)
    const { rowCount } = await tx.execute(sql`
      update crm_outbox o set version = o.version + 1, pull = true, priority = least(o.priority, 2), not_before = ${now}, updated_at = ${now},
        dirty_at = case when o.state = 'done' then ${now}::timestamptz else o.dirty_at end, state = case when o.state = 'leased' then 'leased' else 'pending' end
      from leads l where l.id = o.lead_id and o.provider = ${ctx.crm.name} and o.kind = 'lead' and o.state in ('done', 'leased') and l.owner_id in (${list})`)
    return rowCount ?? 0
  })
}

export async function readOwners(ctx: CrmCtx): Promise<{ lines: OwnerLine[]; owners: { id: string; label: string }[] }> {
  requirePermission(ctx, "sync.manage")
  const [settings, schema] = [await readSetting(ctx.db, crmSettings(ctx.crm)), await knownSchema(ctx)]
  const people = await ctx.db
    .select({ id: users.id, name: users.name, email: users.email, active: users.active })
    .from(users)
    .orderBy(users.name)
  const byEmail = new Map(
    (schema?.owners ?? []).flatMap(({ id, email, name }) => (email ? [[email.toLowerCase(), name || id] as const] : [])),
  )
  return {
    owners: (schema?.owners ?? []).map(({ id, name, email }) => ({ id, label: email ? `${name || id} (${email})` : name || id })),
    lines: people
      .filter(({ id, active }) => active || settings.owners[id] !== undefined)
      .map(({ id, name, email, active }) => ({
        userId: id,
        name,
        email,
        isActive: active,
        named: settings.owners[id] ?? "",
        byEmail: byEmail.get(email.toLowerCase()) ?? null,
      })),
  }
}

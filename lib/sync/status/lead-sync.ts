import { readConnections, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { and, desc, eq, sql } from "drizzle-orm"
import { crmCalls, crmConflicts, crmExclusions, crmLinks, crmOutbox, leads } from "@/db/schema"
import { readConsentGates } from "@/lib/leads/consent"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { readLabels } from "./value-labels"

/** Sync status of one lead with one CRM: its records, what waits, every call that was made for it, and its conflicts. */
export type LeadSync = {
  /** The connection's name. */
  crm: string
  label: string
  links: { object: string; externalId: string; syncedAt: string | null; withheld: { field: string; value: string; why: string }[] }[]
  push: { state: string; attempts: number; error: string | null; notBefore: string } | null
  excluded: string | null
  calls: {
    id: string
    /** The piece of work it was part of, for its trace. */
    turn: string
    at: string
    operation: string
    purpose: string
    attempt: number
    status: number | null
    problem: string | null
    durationMs: number
    correlationId: string | null
  }[]
  conflicts: { id: string; at: string; property: string; ours: string | null; theirs: string | null; winner: string; rule: string }[]
}

const SHOWN = 30

/** Of every CRM that has, or is to have, something of the lead. */
export async function readLeadSync(ctx: Ctx, { leadId }: { leadId: string }): Promise<LeadSync[]> {
  requirePermission(ctx, "lead.read")
  const connections = await readConnections(ctx.db)
  const all = await Promise.all(connections.map((crm) => syncWith({ ...ctx, crm }, leadId)))
  return all.filter(({ links, push, excluded }) => links.length > 0 || push !== null || excluded !== null)
}

async function syncWith({ db, crm }: CrmCtx, leadId: string): Promise<LeadSync> {
  const say = await readLabels({ db, crm })
  const [links, [push], [exclusion], calls, conflicts] = await Promise.all([
    db
      .select()
      .from(crmLinks)
      .where(and(eq(crmLinks.leadId, leadId), eq(crmLinks.provider, crm.name))),
    db
      .select()
      .from(crmOutbox)
      .where(and(eq(crmOutbox.leadId, leadId), eq(crmOutbox.provider, crm.name), eq(crmOutbox.kind, "lead"))),
    db
      .select()
      .from(crmExclusions)
      .where(and(eq(crmExclusions.leadId, leadId), eq(crmExclusions.provider, crm.name))),
    db
      .select()
      .from(crmCalls)
      .where(
        and(
          eq(crmCalls.provider, crm.name),
          sql`${crmCalls.leadIds} && array(select id from leads where id = ${leadId} or merged_into = ${leadId})`,
        ),
      )
      .orderBy(desc(crmCalls.at), desc(crmCalls.id))
      .limit(SHOWN),
    db
      .select()
      .from(crmConflicts)
      .where(and(eq(crmConflicts.leadId, leadId), eq(crmConflicts.provider, crm.name)))
      .orderBy(desc(crmConflicts.at))
      .limit(SHOWN),
  ])
  return {
    crm: crm.name,
    label: crm.label,
    links: links.map(({ objectType, externalId, syncedAt, withheld }) => ({
      object: objectType,
      externalId,
      syncedAt: syncedAt?.toISOString() ?? null,
      withheld: Object.entries(withheld).map(([field, held]) => ({ field, ...held })),
    })),
    push: push ? { state: push.state, attempts: push.attempts, error: push.error, notBefore: push.notBefore.toISOString() } : null,
    excluded: exclusion?.reason ?? (links.length > 0 || push ? await heldBack(db, leadId) : null),
    calls: calls.map(callView),
    conflicts: conflicts.map(({ id, at, property, ours, theirs, winner, rule }) => ({
      id,
      at: at.toISOString(),
      property,
      ours: say(property, ours),
      theirs: say(property, theirs),
      winner,
      rule,
    })),
  }
}

const callView = ({
  id,
  turn,
  at,
  operation,
  purpose,
  attempt,
  status,
  problem,
  durationMs,
  correlationId,
}: typeof crmCalls.$inferSelect): LeadSync["calls"][number] => ({
  id,
  turn: turn ?? id,
  at: at.toISOString(),
  operation,
  purpose,
  attempt,
  status,
  problem,
  durationMs,
  correlationId,
})

/** What of the lead itself keeps it out, though no one excluded it. */
async function heldBack(db: Ctx["db"], leadId: string): Promise<string | null> {
  const [lead] = await db.select({ restrictedAt: leads.restrictedAt }).from(leads).where(eq(leads.id, leadId))
  if (lead?.restrictedAt) return "restricted"
  return (await readConsentGates(db, [leadId])).get(leadId)?.service === false ? "no_consent" : null
}

import { eq } from "drizzle-orm"
import type { Database } from "@/db/client"
import { agents, leads, routingReceipts, routingVersions, users, settings } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import type { EventTrust } from "@/lib/core/event-trust"
import type { LeadEvent } from "@/lib/core/lead-event"
import type { Role } from "@/lib/core/lead-states"
import { RoutingConfig } from "@/lib/core/routing/routing-config"
import { ResponseTargets, TARGET_KINDS, type TargetKind } from "@/lib/core/response/targets"
import { RESPONSE_TARGETS } from "@/lib/platform/settings/response-targets-setting"
import { newId } from "@/lib/platform/ids"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"

/** People, rule books and arriving leads for the tests of routing. */
type AgentInput = Partial<Omit<typeof agents.$inferInsert, "userId">> & { role?: Role; languages?: string[]; active?: boolean }

export async function addAgent(db: Database, name: string, given: AgentInput = {}): Promise<string> {
  const { role = "agent", languages = ["en"], active = true, ...load } = given
  const id = newId()
  await db.insert(users).values({ id, name, email: `${id}@example.com`, role, languages, active })
  await db.insert(agents).values({ userId: id, ...load })
  return id
}

export async function putRules(db: Database, version: number, config: unknown): Promise<void> {
  await db.insert(routingVersions).values({ version, at: new Date(), config: RoutingConfig.parse(config) })
}

/** Response targets that are the same for every priority; a kind that is left out keeps its own. */
export async function putTargets(
  db: Database,
  given: Partial<Record<TargetKind, number>>,
  more: Partial<ResponseTargets> = {},
): Promise<void> {
  const targets = ResponseTargets.parse({})
  for (const kind of TARGET_KINDS) {
    const minutes = given[kind]
    if (minutes !== undefined) targets[kind].minutes = { high: minutes, normal: minutes, nurture: minutes }
  }
  const row = { key: RESPONSE_TARGETS.key, value: { ...targets, ...more } }
  await db.insert(settings).values(row).onConflictDoUpdate({ target: settings.key, set: row })
}

let serial = 0

export const arrives = async (ctx: Ctx, given: Parameters<typeof sampleEvent>[0] = {}): Promise<string> =>
  (await arriveTogether(ctx, [given]))[0] ?? ""

export const blanks = (count: number): object[] => Array.from({ length: count }, () => ({}))

/** As the worker does it: ingested and routed in one transaction. */
export async function arriveTogether(
  ctx: Ctx,
  given: readonly Parameters<typeof sampleEvent>[0][],
  trust: EventTrust = "signed",
): Promise<string[]> {
  const events = given.map((one): LeadEvent => {
    serial += 1
    const number = phone(`+97150${String(1_000_000 + serial)}`)
    return sampleEvent({ at: ctx.now().toISOString(), identities: [number], fields: [named(`Lead ${serial}`)], ...one })
  })
  return await changeLeads(ctx, async (unit) => {
    const inputs = events.map((event) => ({ event, receiptId: newId(), trust }))
    const result = await ingestInto(unit, inputs)
    return result.ingested.flatMap((one) => (one.outcome === "ingested" ? [one.leadId] : []))
  })
}

export async function ownerOf(db: Database, leadId: string): Promise<string | null> {
  const [lead] = await db.select({ ownerId: leads.ownerId }).from(leads).where(eq(leads.id, leadId))
  return lead?.ownerId ?? null
}

export const receiptsOf = async (db: Database, leadId: string) =>
  await db.select().from(routingReceipts).where(eq(routingReceipts.leadId, leadId)).orderBy(routingReceipts.at, routingReceipts.id)

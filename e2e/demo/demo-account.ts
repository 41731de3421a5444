import { and, asc, eq, inArray, sql } from "drizzle-orm"
import { agents, leads, users } from "@/db/schema"
import type { SimulatorControl } from "@/e2e/simulators/hubspot/control/control-client"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { knownSchema } from "@/lib/sync/connection/sync-run"

/**
 * The demo's HubSpot before the first load: people whom sales knew there before they wrote to us, some with an open
 * deal, and a few who are unknown here.
 */
const KNOWN_THERE = 12
const UNDER_WAY = ["contacted", "qualified", "proposal", "negotiation"] as const
const STRANGERS: readonly { firstname: string; lastname: string; phone: string; company: string }[] = [
  { firstname: "Salem", lastname: "Bin Dhaher", phone: "+971 50 884 1207", company: "Bin Dhaher Contracting" },
  { firstname: "Ingrid", lastname: "Solberg", phone: "+47 412 34 567", company: "Nordic Travel" },
  { firstname: "Reem", lastname: "Al Hashimi", phone: "+971 56 330 9172", company: "Hashimi Events" },
  { firstname: "Dmitri", lastname: "Sokolov", phone: "+971 58 207 4431", company: "Sokolov Trading" },
  { firstname: "Anjali", lastname: "Pillai", phone: "+971 55 619 0284", company: "" },
  { firstname: "هند", lastname: "المزروعي", phone: "+971 54 778 3390", company: "" },
]

export async function furnishAccount(ctx: CrmCtx, control: SimulatorControl): Promise<void> {
  const schema = await knownSchema(ctx)
  const sales = await ctx.db.select({ email: users.email }).from(users).innerJoin(agents, eq(agents.userId, users.id))
  const owners = (schema?.owners ?? []).filter(({ email }) => sales.some((one) => one.email === email))
  const [pipeline] = schema?.pipelines.filter(({ label }) => label === "Onelead") ?? []
  const stages = pipeline?.stages.filter(({ outcome }) => outcome === "open") ?? []
  const known = await ctx.db
    .select({ name: leads.name, emails: leads.emails, stageId: leads.stageId })
    .from(leads)
    // Leads in progress: this morning's new ones stay new on the board, and closed ones stay closed.
    .where(
      and(eq(leads.state, "active"), eq(leads.kind, "lead"), inArray(leads.stageId, [...UNDER_WAY]), sql`cardinality(${leads.emails}) > 0`),
    )
    .orderBy(asc(leads.id))
    .limit(KNOWN_THERE)
  for (const [at, { name, emails, stageId }] of known.entries()) {
    const [firstname = "", ...rest] = (name ?? "Somebody").split(" ")
    const owner = { hubspot_owner_id: owners[at % Math.max(1, owners.length)]?.id ?? "" }
    const properties = {
      firstname,
      lastname: rest.join(" "),
      email: emails[0] ?? "",
      company: at % 2 ? "Met at the motor show" : "",
      ...owner,
    }
    const contact = await control.edit({ op: "create", objectType: "contacts", daysAgo: 40 + at, properties: filled(properties) })
    // Most are in the lead's stage; a few are a step further.
    const stage = stages[UNDER_WAY.findIndex((id) => id === stageId) + (at % 4 === 1 ? 2 : 1)]
    if (contact && pipeline && stage && at % 3 !== 2)
      await control.edit({
        op: "create",
        objectType: "deals",
        daysAgo: 30 + at,
        properties: {
          dealname: `${firstname} rental`,
          pipeline: pipeline.id,
          dealstage: stage.id,
          amount: String(900 + 150 * at),
          ...filled(owner),
        },
        associateWith: [contact.id],
      })
  }
  for (const [at, person] of STRANGERS.entries())
    await control.edit({ op: "create", objectType: "contacts", daysAgo: 60 + at, properties: filled(person) })
  await control.settleIndex()
}

const filled = (properties: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ""))

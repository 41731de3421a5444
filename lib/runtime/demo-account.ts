import { and, asc, eq, ne, sql } from "drizzle-orm"
import { leads, users } from "@/db/schema"
import type { SimulatorControl } from "@/e2e/hubspot-simulator/control-client"
import type { Ctx } from "@/lib/context"
import { knownSchema } from "@/lib/sync/sync-run"

/**
 * What the demo's HubSpot holds before the first load: the sales team as its owners, people whom sales knew there before they
 * wrote to us, some with a deal under way, and a few whom nobody here knows.
 */
const KNOWN_THERE = 12
const STRANGERS: readonly { firstname: string; lastname: string; phone: string; company: string }[] = [
  { firstname: "Salem", lastname: "Bin Dhaher", phone: "+971 50 884 1207", company: "Bin Dhaher Contracting" },
  { firstname: "Ingrid", lastname: "Solberg", phone: "+47 412 34 567", company: "Nordic Travel" },
  { firstname: "Reem", lastname: "Al Hashimi", phone: "+971 56 330 9172", company: "Hashimi Events" },
  { firstname: "Dmitri", lastname: "Sokolov", phone: "+971 58 207 4431", company: "Sokolov Trading" },
  { firstname: "Anjali", lastname: "Pillai", phone: "+971 55 619 0284", company: "" },
  { firstname: "هند", lastname: "المزروعي", phone: "+971 54 778 3390", company: "" },
]

/**
 * Owners are told apart by their addresses: the same people work on both sides. One of them uses another address over
 * there, as it happens: the sync screen asks who that is.
 */
export const inviteOwners = async ({ db }: Ctx, control: SimulatorControl): Promise<void> => {
  const people = await db.select({ email: users.email, name: users.name }).from(users).where(eq(users.active, true)).orderBy(asc(users.id))
  await control.owners(
    people.map(({ email, name }, at) => {
      const [firstName = "", ...rest] = name.split(" ")
      const address = at === people.length - 1 ? email.replace(/@.*/, "@falcon-cars.example") : email
      return { email: address, firstName, lastName: rest.join(" ") }
    }),
  )
}

export const furnishAccount = async (ctx: Ctx, control: SimulatorControl): Promise<void> => {
  const schema = await knownSchema(ctx)
  const owners = schema?.owners ?? []
  const [pipeline] = schema?.pipelines.filter(({ label }) => label === "Onelead") ?? []
  const stages = pipeline?.stages.filter(({ isClosed }) => !isClosed) ?? []
  const known = await ctx.db
    .select({ name: leads.name, emails: leads.emails })
    .from(leads)
    // Leads under way: what is new this morning stays new on the board.
    .where(and(eq(leads.state, "active"), eq(leads.kind, "lead"), ne(leads.stageId, "new_lead"), sql`cardinality(${leads.emails}) > 0`))
    .orderBy(asc(leads.id))
    .limit(KNOWN_THERE)
  for (const [at, { name, emails }] of known.entries()) {
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
    const stage = stages[at % Math.max(1, stages.length)]
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

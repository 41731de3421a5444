import type { Database } from "@/db/client"
import { absences, agents, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { Role } from "@/lib/core/lead-states"
import { RoutingConfig } from "@/lib/core/routing/routing-config"
import { newId } from "@/lib/platform/ids"
import { saveRules } from "@/lib/routing/save-rules"
import { hashPassword } from "@/lib/team/passwords"
import { DEMO_PASSWORD, DEMO_SIGN_INS } from "./sign-ins"

/** The invented team: languages, capacity, and how well each of them sells; one is slow. */
export type DemoAgent = { id: string; name: string; role: Role; skill: number }

type Colleague = { languages: string[]; skill: number; openMax?: number; newPerDayMax?: number; role?: Role }

const SALES: Record<string, Colleague> = {
  "Yousef Haddad": { languages: ["en", "ar"], skill: 1, newPerDayMax: 40 },
  "Priya Menon": { languages: ["en", "hi"], skill: 1.45, openMax: 300 },
  "Fatima Al Ali": { languages: ["ar", "en"], skill: 1.15, openMax: 300, role: "senior_agent" },
  "Rohit Sharma": { languages: ["en", "hi", "ur"], skill: 1.05, newPerDayMax: 40 },
  "Elena Volkova": { languages: ["ru", "en"], skill: 0.9 },
  "Mark Dela Cruz": { languages: ["en", "tl"], skill: 0.6, openMax: 250 },
  "Hamad Al Ketbi": { languages: ["ar", "en"], skill: 1 },
}
const DAY = 86_400_000

/** The people who sign in, then colleagues who only own leads. */
export async function makeTeam(db: Database, now: Date): Promise<DemoAgent[]> {
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  const signIns = DEMO_SIGN_INS.map(({ email, name, role }) => ({ email, name, role }))
  const others = Object.entries(SALES)
    .filter(([name]) => !signIns.some((known) => known.name === name))
    .map(([name, { role = "agent" }]) => ({ email: `${name.toLowerCase().replaceAll(" ", ".")}@onelead.demo`, name, role }))
  const people = [...signIns, ...others].map((one) => ({
    ...one,
    id: newId(),
    passwordHash,
    languages: SALES[one.name]?.languages ?? ["en", "ar"],
  }))
  await db.insert(users).values(people)
  const sales = people.flatMap(({ id, name, role }) => (SALES[name] ? [{ id, name, role, ...SALES[name] }] : []))
  await db
    .insert(agents)
    .values(sales.map(({ id, openMax, newPerDayMax }) => ({ userId: id, openMax: openMax ?? null, newPerDayMax: newPerDayMax ?? null })))
  const idOf = (name: string) => people.find((person) => person.name === name)?.id ?? ""
  await db.insert(absences).values({
    id: newId(),
    userId: idOf("Mark Dela Cruz"),
    fromAt: new Date(now.getTime() - DAY),
    toAt: new Date(now.getTime() + 4 * DAY),
    deputyId: idOf("Rohit Sharma"),
    note: "Annual leave",
  })
  return sales.map(({ id, name, role, skill }) => ({ id, name, role, skill }))
}

/** The demo's routing rules, saved by its admin. */
export async function makeRules(ctx: Ctx, team: readonly DemoAgent[]): Promise<void> {
  const [admin] = (await ctx.db.select().from(users)).filter(({ role }) => role === "admin")
  const elena = team.find(({ name }) => name.startsWith("Elena"))
  if (!admin || !elena) return
  const { rules, ...rest } = RoutingConfig.parse({})
  const [returning, byHand, high, everybody] = rules
  const config = {
    ...rest,
    rules: [
      ...(returning ? [returning] : []),
      ...(byHand ? [byHand] : []),
      ...(high ? [high] : []),
      {
        id: "arabic",
        name: "Arabic to Arabic speakers",
        when: { languages: ["ar"] },
        target: { kind: "pool" as const, poolId: "everybody", speaks: "require" as const },
      },
      { id: "russian", name: "Russian to Elena", when: { languages: ["ru"] }, target: { kind: "people" as const, userIds: [elena.id] } },
      {
        id: "luxury",
        name: "Luxury cars to seniors",
        when: { vehicles: ["luxury", "g63", "range rover", "ferrari", "lamborghini", "bentley", "rolls"] },
        target: { kind: "pool" as const, poolId: "seniors", speaks: "prefer" as const },
      },
      ...(everybody ? [everybody] : []),
    ],
  }
  const actor = { kind: "user" as const, id: admin.id, name: admin.name, role: admin.role }
  await saveRules(
    { ...ctx, actor },
    { baseVersion: 0, config: RoutingConfig.parse(config), note: "Arabic, Russian and luxury have their own people" },
  )
}

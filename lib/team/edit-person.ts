import { eq } from "drizzle-orm"
import { z } from "zod"
import { agents, users } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { lockPersonOrThrow, requireAnotherAdmin } from "./find-person"
import { PersonFields } from "./person-input"

export const EditPerson = PersonFields.partial().extend({ id: z.uuid() })
export type EditPerson = z.input<typeof EditPerson>

/** Only given fields change. A change of role applies from the person's next request. */
export async function editPerson(ctx: Ctx, input: EditPerson): Promise<void> {
  requirePermission(ctx, "settings.manage")
  const { id, name, role, languages, ...load } = EditPerson.parse(input)
  await inTransaction(ctx, async (tx) => {
    if (role !== undefined && role !== "admin") await guardLastAdmin(tx, id)
    const person = await lockPersonOrThrow(tx, id)
    const about = given({ name, role, languages })
    if (Object.keys(about).length > 0) await tx.update(users).set(about).where(eq(users.id, id))
    const [before] = await tx.select().from(agents).where(eq(agents.userId, id))
    const share = given(load)
    if (Object.keys(share).length > 0)
      await tx
        .insert(agents)
        .values({ userId: id, ...share })
        .onConflictDoUpdate({ target: agents.userId, set: share })
    const was = { name: person.name, role: person.role, languages: person.languages, ...before }
    const after: Record<string, unknown> = { ...about, ...share }
    const changed = Object.keys(after).filter((key) => JSON.stringify(after[key]) !== JSON.stringify((was as Record<string, unknown>)[key]))
    if (changed.length === 0) return
    const pick = (from: object) => Object.fromEntries(changed.map((key) => [key, (from as Record<string, unknown>)[key] ?? null]))
    await writeAudit(ctx, tx, { action: "person.edited", subject: id, change: { before: pick(was), after: pick(after) } })
  })
}

/** Admins are locked before the person, as everywhere, so that two such edits wait for each other. */
async function guardLastAdmin(tx: Parameters<typeof requireAnotherAdmin>[0], id: string): Promise<void> {
  const [now] = await tx.select({ role: users.role, active: users.active }).from(users).where(eq(users.id, id))
  if (now?.role === "admin" && now.active) await requireAnotherAdmin(tx, id)
}

const given = <T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }

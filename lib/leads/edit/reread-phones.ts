import { and, asc, eq, gt, ne, sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { leadIdentities } from "@/db/schema"
import { isCommonLine } from "@/lib/core/identity/phone-lines"
import { normalisePhone, PHONE_READING_VERSION, type PhoneNumberReading } from "@/lib/core/identity/phone"
import { lockLead } from "@/lib/leads/find-lead"
import { examineLeads } from "@/lib/matching/examine-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { readSetting, storeSetting, type Setting } from "@/lib/platform/settings/setting"
import { lockIntakeKeys } from "./lock-intake-keys"
import { reprojectLead } from "./reproject-lead"

/**
 * Reads every stored phone again after the reader has improved: an old spelling becomes the current number, and text
 * becomes a number. Two leads that turn out to share a number go to review; none is merged. One lead per transaction,
 * with the position stored, so that an interrupted run resumes where it was.
 */
const PROGRESS: Setting<{ version: number; after: string | null }> = {
  key: "phone_reading",
  schema: z.object({ version: z.number().int().default(0), after: z.uuid().nullable().default(null) }),
}
const PAGE = 1000

export const rereadPhonesJob = scheduledJob({
  name: "leads:reread-phones",
  schedule: "* * * * *",
  run: async (ctx, signal) => {
    const progress = await readSetting(ctx.db, PROGRESS)
    if (progress.version >= PHONE_READING_VERSION) return
    let { after } = progress
    while (!signal.aborted) {
      const rows = await ctx.db
        .select()
        .from(leadIdentities)
        .where(and(eq(leadIdentities.kind, "phone"), after === null ? undefined : gt(leadIdentities.id, after)))
        .orderBy(asc(leadIdentities.id))
        .limit(PAGE)
      const last = rows.at(-1)
      if (!last) return await storeSetting(ctx, PROGRESS, { version: PHONE_READING_VERSION, after: null })
      const changed = new Set(rows.filter((row) => readAnew(row).length > 0).map(({ leadId }) => leadId))
      for (const leadId of changed) await rereadPhones(ctx, leadId)
      after = last.id
      await storeSetting(ctx, PROGRESS, { version: progress.version, after })
    }
  },
})

type PhoneRow = typeof leadIdentities.$inferSelect

/** What the row is read as today; empty when nothing changed. */
function readAnew({ value, raw, source, traits }: PhoneRow): PhoneNumberReading[] {
  const isText = "unreadable" in traits
  const readings = normalisePhone(isText ? raw : value, { vouched: !isText || source === "provider" }).filter((reading) => reading.ok)
  return readings.some(({ e164 }) => e164 !== value) ? readings : []
}

async function rereadPhones(ctx: Ctx, leadId: string): Promise<void> {
  await changeLeads(ctx, async ({ db: tx, changes, now }) => {
    const ofLead = () =>
      tx
        .select()
        .from(leadIdentities)
        .where(and(eq(leadIdentities.leadId, leadId), eq(leadIdentities.kind, "phone")))
    const newKeys = (await ofLead()).flatMap(readAnew).map(({ e164 }) => `phone:${e164}`)
    await lockIntakeKeys(tx, [leadId], newKeys)
    const lead = await lockLead(tx, leadId)
    if (lead?.id !== leadId) return
    for (const row of await ofLead()) await rewrite(tx, row)
    const reread = await reprojectLead(tx, leadId, now())
    await examineLeads(tx, reread?.profiles ?? [], { at: now() })
    changes.add({ leadId, cause: "edited" })
  })
}

/** The row under its new key, and a row for each further number of the field. */
async function rewrite(tx: Transaction, row: PhoneRow): Promise<void> {
  const readings = readAnew(row)
  if (readings.length === 0) return
  await tx.delete(leadIdentities).where(eq(leadIdentities.id, row.id))
  for (const [at, reading] of readings.entries()) {
    const { strength, traits } = await strengthAndTraits(tx, row, reading)
    const line = { ...row, id: at === 0 ? row.id : newId(), value: reading.e164, strength, traits }
    await tx.insert(leadIdentities).values(line).onConflictDoNothing()
  }
  const [{ e164 }] = readings as [PhoneNumberReading]
  await tx.execute(sql`
    update touchpoints set claims = (
      select jsonb_agg(case when c->>'kind' = 'phone' and c->>'value' = ${row.value}
        then c || jsonb_build_object('value', ${e164}::text, 'readable', true) else c end)
      from jsonb_array_elements(claims) c)
    where lead_id = ${row.leadId} and claims @> ${JSON.stringify([{ kind: "phone", value: row.value }])}::jsonb`)
}

/** A number owned by another lead is stored as weak and decides nothing until a reviewer has looked at the two. */
async function strengthAndTraits(
  tx: Transaction,
  row: PhoneRow,
  { e164, type, country, confidence }: PhoneNumberReading,
): Promise<Pick<PhoneRow, "strength" | "traits">> {
  const { unreadable, ...known } = row.traits
  const traits = { ...known, type, country, confidence: known["confidence"] ?? confidence }
  if (unreadable === undefined && row.strength !== "personal") return { strength: row.strength, traits }
  if (isCommonLine(type)) return { strength: "shared", traits: { ...traits, sharedBy: "nature" } }
  const [owner] = await tx
    .select({ id: leadIdentities.id })
    .from(leadIdentities)
    .where(
      and(
        eq(leadIdentities.kind, "phone"),
        eq(leadIdentities.value, e164),
        eq(leadIdentities.strength, "personal"),
        ne(leadIdentities.leadId, row.leadId),
      ),
    )
  return owner ? { strength: "shared", traits: { ...traits, sharedBy: "renumbering" } } : { strength: "personal", traits }
}

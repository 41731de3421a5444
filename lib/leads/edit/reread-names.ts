import { and, asc, gt, isNotNull, sql } from "drizzle-orm"
import { z } from "zod"
import { leads } from "@/db/schema"
import { searchTextOf } from "@/lib/core/lead-projection"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { lockLeads } from "@/lib/platform/lock-order"
import { readSetting, storeSetting, type Setting } from "@/lib/platform/settings/setting"

/** Raise it when the search text of a name is composed in another way; stored leads are then read again in the background. */
const SEARCH_TEXT_VERSION = 1

const PROGRESS: Setting<{ version: number; after: string | null }> = {
  key: "search_text",
  schema: z.object({ version: z.number().int().default(0), after: z.uuid().nullable().default(null) }),
}
const PAGE = 1000

/** Writes the search text of stored leads anew. The position is stored with each page, so an interrupted run resumes there. */
export const rereadNamesJob = scheduledJob({
  name: "leads:reread-names",
  schedule: "* * * * *",
  run: async (ctx, signal) => {
    let progress = await readSetting(ctx.db, PROGRESS)
    while (progress.version < SEARCH_TEXT_VERSION && !signal.aborted) {
      const rows = await ctx.db
        .select({ id: leads.id, name: leads.name, company: leads.company, searchText: leads.searchText })
        .from(leads)
        .where(and(isNotNull(leads.name), progress.after === null ? undefined : gt(leads.id, progress.after)))
        .orderBy(asc(leads.id))
        .limit(PAGE)
      const changed = rows.flatMap(({ id, name, company, searchText }) => {
        const text = searchTextOf(name, company)
        return text === searchText ? [] : [{ id, name, company, text }]
      })
      await writeSearchTexts(ctx, changed)
      const last = rows.at(-1)
      progress = last ? { version: progress.version, after: last.id } : { version: SEARCH_TEXT_VERSION, after: null }
      await storeSetting(ctx, PROGRESS, progress)
    }
  },
})

type SearchText = { id: string; name: string | null; company: string | null; text: string }

/** Nothing follows from it: only the search box reads the text. A lead that was renamed meanwhile has its new text already. */
async function writeSearchTexts(ctx: Ctx, texts: readonly SearchText[]): Promise<void> {
  if (texts.length === 0) return
  await changeLeads(ctx, async ({ db }) => {
    await lockLeads(
      db,
      texts.map(({ id }) => id),
    )
    await db.execute(sql`
      update leads l set search_text = c.text from jsonb_to_recordset(${JSON.stringify(texts)}::jsonb) as c(id uuid, name text, company text, text text)
      where l.id = c.id and l.name = c.name and l.company is not distinct from c.company`)
  })
}

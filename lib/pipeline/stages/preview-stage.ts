import { sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"
import { StageDefinition } from "@/lib/core/stages"
import { requirePermission } from "@/lib/platform/permissions"
import { readStages, stageIdOf } from "./read-stages"
import { ATTEMPTS, RUN_START } from "./stage-facts"

export const PreviewStage = z.object({ id: z.enum(STAGE_IDS), definition: StageDefinition })
export type PreviewStage = z.infer<typeof PreviewStage>

export type StagePreview = {
  /** Open leads in this stage or a later one. */
  open: number
  /** How many of them would lack something that this stage asks for. */
  lacking: number
  /** How many of those lack nothing by the current rules. */
  newlyLacking: number
  /** The first few of the newly lacking, to look at. */
  examples: { id: string; name: string | null; stageId: StageId }[]
}

const EXAMPLES_MAX = 5

/** The effect of a change of a stage on leads that are already past its gate. Nothing is written. */
export async function previewStage(ctx: Ctx, input: PreviewStage): Promise<StagePreview> {
  requirePermission(ctx, "settings.manage")
  const { id, definition } = PreviewStage.parse(input)
  const all = await readStages(ctx.db)
  const current = all.find((stage) => stage.id === id)
  const later = all.filter(({ outcome, position }) => outcome === "open" && position >= (current?.position ?? Infinity))
  if (!current || current.outcome !== "open" || later.length === 0) return { open: 0, lacking: 0, newlyLacking: 0, examples: [] }
  const [would, does] = [lacks(definition), lacks(current)]
  const { rows } = await ctx.db.execute<{ open: number; lacking: number; newly: number; examples: StagePreview["examples"] | null }>(sql`
    with measured as (
      select l.id, l.name, l.stage_id, l.last_activity_at, ${would} as would, ${does} as does
      from leads l cross join lateral (select ${needsRun(definition, current) ? sql`coalesce(${RUN_START}, l.first_touch_at)` : sql`l.first_touch_at`} as since) r
      where l.state = 'active' and l.kind = 'lead' and l.stage_id in (select value from jsonb_array_elements_text(${JSON.stringify(later.map((stage) => stage.id))}::jsonb))
    )
    select count(*)::int as open, count(*) filter (where would)::int as lacking, count(*) filter (where would and not does)::int as newly,
      (select jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'stageId', e.stage_id))
       from (select * from measured where would and not does order by last_activity_at desc limit ${EXAMPLES_MAX}) e) as examples
    from measured`)
  const [found] = rows
  return {
    open: found?.open ?? 0,
    lacking: found?.lacking ?? 0,
    newlyLacking: found?.newly ?? 0,
    examples: (found?.examples ?? []).map((example) => ({ ...example, stageId: stageIdOf(example.stageId) })),
  }
}

type Asking = Pick<StageDefinition, "requirements" | "checklist">

const needsRun = (...asking: Asking[]): boolean =>
  asking.some(({ requirements, checklist }) => (requirements.contactAttempts ?? 0) > 0 || checklist.some(({ required }) => required))

/** The gate of one stage as a condition on `l`, for counting over all leads at once. A test keeps it equal to the guard. */
function lacks({ requirements, checklist }: Asking): SQL {
  const fields = (requirements.fields ?? []).map((field) => sql`coalesce(btrim(l.provenance -> ${field}::text ->> 'value'), '') = ''`)
  const attempts = requirements.contactAttempts ?? 0
  const items = checklist
    .filter(({ required }) => required)
    .map(({ id }) => sql`not exists (select 1 from lead_checklist c where c.lead_id = l.id and c.item_id = ${id} and c.at >= r.since)`)
  const conditions = [...fields, ...(attempts > 0 ? [sql`${ATTEMPTS} < ${attempts}`] : []), ...items]
  return conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, sql` or `)})`
}

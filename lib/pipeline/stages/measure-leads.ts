import { sql, type SQL } from "drizzle-orm"
import { textsIn } from "@/db/sql"
import type { Ctx } from "@/lib/platform/context"
import type { StageId } from "@/lib/core/lead-states"
import type { StageDefinition } from "@/lib/core/stages"
import { stageIdOf } from "./read-stages"
import { ATTEMPTS, REACHED, RUN_START } from "./stage-facts"

/** What a change of the rules means for the leads that have passed the gates already. */
export type Effect = {
  /** Open leads in the stages that were looked at. */
  open: number
  /** Of them, how many lack something that the new rules ask for. */
  lacking: number
  /** Of those, how many lack nothing by the rules as they are. */
  newlyLacking: number
  /** The first few of the newly lacking, to look at. */
  examples: { id: string; name: string | null; stageId: StageId }[]
}

type Asking = Pick<StageDefinition, "requirements" | "checklist"> & { position: number }
type Measured = { id: StageId; position: number }

const EXAMPLES_MAX = 5

/** Leads in open stages, each measured by what its stage and those before it ask for, before and after the change. */
export async function measureLeads(
  { db }: Pick<Ctx, "db">,
  stages: readonly Measured[],
  { before, after }: { before: readonly Asking[]; after: readonly Asking[] },
): Promise<Effect> {
  if (stages.length === 0) return { open: 0, lacking: 0, newlyLacking: 0, examples: [] }
  const [does, would] = [lacksBy(stages, before), lacksBy(stages, after)]
  const since = [...before, ...after].some(needsRun) ? sql`coalesce(${RUN_START}, l.first_touch_at)` : sql`l.first_touch_at`
  const { rows } = await db.execute<{ open: number; lacking: number; newly: number; examples: Effect["examples"] | null }>(sql`
    with measured as (
      select l.id, l.name, l.stage_id, l.last_activity_at, ${would} as would, ${does} as does
      from leads l cross join lateral (select ${since} as since) r
      where l.state = 'active' and l.kind = 'lead' and l.stage_id in ${textsIn(stages.map(({ id }) => id))}
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

const needsRun = ({ requirements, checklist }: Asking): boolean =>
  (requirements.contactAttempts ?? 0) > 0 || requirements.reached === true || checklist.some(({ required }) => required)

/** The gate of each stage as a condition on `l`, for counting over all leads at once. Held equal to the guard by a test. */
function lacksBy(stages: readonly Measured[], asking: readonly Asking[]): SQL {
  const cases = stages.map(
    ({ id, position }) => sql`when ${id} then ${anyOf(asking.filter((one) => one.position <= position).flatMap(conditionsOf))}`,
  )
  return sql`case l.stage_id ${sql.join(cases, sql` `)} else false end`
}

const anyOf = (conditions: readonly SQL[]): SQL => (conditions.length === 0 ? sql`false` : sql`(${sql.join([...conditions], sql` or `)})`)

function conditionsOf({ requirements, checklist }: Asking): SQL[] {
  const fields = (requirements.fields ?? []).map((field) => sql`coalesce(btrim(l.provenance -> ${field}::text ->> 'value'), '') = ''`)
  const attempts = requirements.contactAttempts ?? 0
  const items = checklist
    .filter(({ required }) => required)
    .map(({ id }) => sql`not exists (select 1 from lead_checklist c where c.lead_id = l.id and c.item_id = ${id} and c.at >= r.since)`)
  return [
    ...fields,
    ...(attempts > 0 ? [sql`${ATTEMPTS} < ${attempts}`] : []),
    ...(requirements.reached === true ? [sql`not ${REACHED}`] : []),
    ...items,
  ]
}

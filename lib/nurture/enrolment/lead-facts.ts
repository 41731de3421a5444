import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { z } from "zod"
import type { Database } from "@/db/client"
import { BANDS, LEAD_STATES, STAGE_IDS } from "@/lib/core/lead-states"
import { EXIT_REASONS, type ExitReason } from "@/lib/core/nurture/states"
import { consentFor } from "@/lib/core/privacy/consent-gate"
import { readStated } from "@/lib/leads/consent"
import { PERSON_SPOKE } from "@/lib/leads/waits"

const Instant = z.coerce.date()
const Row = z.object({
  id: z.uuid(),
  state: z.enum(LEAD_STATES),
  kind: z.string(),
  band: z.enum(BANDS),
  stage_id: z.enum(STAGE_IDS),
  outcome: z.enum(["open", "won", "lost"]),
  channels: z.array(z.string()),
  language: z.string().nullable(),
  name: z.string().nullable(),
  run: z.number(),
  is_reachable: z.boolean(),
  last_activity_at: Instant,
  enrolment_id: z.uuid().nullable(),
  sequence_id: z.uuid().nullable(),
  enrolled_run: z.number().nullable(),
  step: z.number().nullable(),
  entry: z.unknown(),
  steps: z.unknown(),
  next_at: Instant.nullable(),
  first_sent_at: Instant.nullable(),
  spoke_at: Instant.nullable(),
  past: z.array(z.object({ sequenceId: z.uuid(), reason: z.enum(EXIT_REASONS).nullable() })),
})

export type NurtureFacts = z.infer<typeof Row> & {
  past: { sequenceId: string; reason: ExitReason | null }[]
  /** The consent to marketing in force; null when nothing was stated. */
  marketing: boolean | null
}

/** What enrolment and exit of these leads depend on, by index look-ups. */
export async function loadNurtureFacts(db: Pick<Database, "execute" | "select">, leadIds: readonly string[]): Promise<NurtureFacts[]> {
  const { rows } = await db.execute(sql`
    select l.id, l.state, case when l.restricted_at is null then l.kind else 'restricted' end as kind, l.band, l.stage_id, s.outcome, l.channels, l.language, l.name, l.run, l.last_activity_at,
      cardinality(l.phones) + cardinality(l.emails) > 0 as is_reachable,
      e.id as enrolment_id, e.sequence_id, e.run as enrolled_run, e.step, e.next_at, v.entry, v.steps, sent.at as first_sent_at, spoke.at as spoke_at,
      coalesce((select jsonb_agg(jsonb_build_object('sequenceId', p.sequence_id, 'reason', p.exit_reason))
        from nurture_enrolments p where p.lead_id = l.id and p.run = l.run), '[]'::jsonb) as past
    from leads l
    join stages s on s.id = l.stage_id
    left join nurture_enrolments e on e.lead_id = l.id and e.state = 'active'
    left join nurture_versions v on v.sequence_id = e.sequence_id and v.version = e.version
    left join lateral (
      select min(n.at) as at from nurture_sends n
      where n.enrolment_id = e.id and n.channel <> 'task' and (n.state in ('sending', 'sent') or n.reason = 'unknown_outcome')
    ) sent on e.id is not null
    left join lateral (
      select max(t.occurred_at) as at from touchpoints t
      where e.id is not null and t.lead_id = l.id and t.occurred_at > e.entered_at and ${PERSON_SPOKE}
    ) spoke on e.id is not null
    where l.id in ${idsIn(leadIds)}`)
  const stated = await readStated(db, leadIds)
  return rows.map((row) => {
    const facts = Row.parse(row)
    return { ...facts, marketing: consentFor("marketing", stated.get(facts.id) ?? []) }
  })
}

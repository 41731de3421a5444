import { sql, type SQL } from "drizzle-orm"
import { contactSql, firstQuestionSql, openQuestionSql, wordSql } from "@/lib/core/response/who-spoke"

/** The conditions of who-spoke.ts on a touchpoint `t`, for statements. */
export const PERSON_SPOKE: SQL = sql.raw(wordSql("t"))
export const WE_SPOKE: SQL = sql.raw(contactSql("t"))

const RUN_START =
  "case when l.run = 1 then '-infinity' else (select min(h.at) from stage_history h where h.lead_id = l.id and h.run = l.run) end"

/**
 * What the person of lead `l` waits for: our first touch, or a reply; a row or none. Both the queue's clock and the
 * escalation read it, so that neither can show what the other does not know. Columns: kind, asked_at, known_at.
 */
export const WAIT: SQL = sql.raw(`(
  select 'first_touch' as kind, asked_at, known_at from (${firstQuestionSql("l", RUN_START)}) f
  where l.kind = 'lead' and answered_at is null and settled_at is null and l.stage_id <> 'lost'
  union all
  select 'first_reply', asked_at, known_at from (${openQuestionSql("l")}) r where l.stage_id <> 'lost'
  order by kind desc limit 1)`)

import { sql } from "drizzle-orm"

/**
 * What counts as a word of the person's, and as a contact of ours, wherever somebody waits for the other: in the queue's
 * clock and in the figures of first response. An answered call is both. Of touchpoints `t`.
 */
export const PERSON_SPOKE = sql`t.direction = 'inbound' and t.author_role = 'person' and t.kind in
  ('message', 'form_submitted', 'call_missed', 'call_answered', 'lead_qualified', 'enquiry', 'walk_in', 'referral')`

/** A message or a call of a colleague's, though nobody took the call; what a machine sends in their name is none. */
export const WE_SPOKE = sql`(t.kind = 'call_answered' or (t.direction = 'outbound' and t.author_role = 'agent' and t.kind in ('message', 'call_ended')
  and t.details->>'automated' is distinct from 'true'))`

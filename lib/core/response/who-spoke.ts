import type { TouchpointKind } from "@/lib/core/channels"

/**
 * What counts as the person's word, as a question that waits for us, and as our contact. It is said once, for the pure
 * rules and for every statement: the queue, the escalation, the follow-ups and the reports cannot read a touch differently.
 *
 * - The person's word: anything inbound that the person wrote, said or did.
 * - A question: a word that waits for our contact. Whoever stands at the counter waits for nobody.
 * - Our contact: a call that was taken, whoever called, or a message or call of a colleague's, though nobody took the
 *   call. What a bot, a sequence or a receipt of delivery says is no contact.
 */
const WORDS = [
  "message",
  "form_submitted",
  "call_missed",
  "call_answered",
  "lead_qualified",
  "enquiry",
  "referral",
  "walk_in",
] as const satisfies readonly TouchpointKind[]
const QUESTIONS = WORDS.filter((kind) => kind !== "walk_in")
const CONTACTS = ["message", "call_ended"] as const satisfies readonly TouchpointKind[]

type Touch = { kind: string; direction: string; authorRole: string; details: Readonly<Record<string, unknown>> }

export const isQuestion = ({ kind, direction, authorRole }: Touch): boolean =>
  direction === "inbound" && authorRole === "person" && QUESTIONS.some((one) => one === kind)

export const isContact = ({ kind, direction, authorRole, details }: Touch): boolean =>
  kind === "call_answered" ||
  (direction === "outbound" && authorRole === "agent" && CONTACTS.some((one) => one === kind) && String(details["automated"]) !== "true")

const listed = (kinds: readonly string[]): string => kinds.map((kind) => `'${kind}'`).join(", ")

/** The same rules as conditions on a row of `touchpoints` by the given alias. */
export const fromPersonSql = (t: string): string => `${t}.direction = 'inbound' and ${t}.author_role = 'person'`

const saidSql = (kinds: readonly string[], t: string): string => `${fromPersonSql(t)} and ${t}.kind in (${listed(kinds)})`

export const wordSql = (t: string): string => saidSql(WORDS, t)

const questionSql = (t: string): string => saidSql(QUESTIONS, t)

export const contactSql = (t: string): string =>
  `(${t}.kind = 'call_answered' or (${t}.direction = 'outbound' and ${t}.author_role = 'agent' and ${t}.kind in (${listed(CONTACTS)})
  and ${t}.details->>'automated' is distinct from 'true'))`

/** Whether we reached the person of a lead since an instant: a call was taken, or they said something after a contact of ours. */
export const reachedSql = (lead: string, since: string): string => `exists (
  select 1 from touchpoints t where t.lead_id = ${lead}.id and t.occurred_at >= ${since} and (t.kind = 'call_answered' or (${wordSql("t")} and exists (
    select 1 from touchpoints c where c.lead_id = ${lead}.id and c.occurred_at >= ${since} and c.occurred_at < t.occurred_at and ${contactSql("c")}))))`

/** A question that was older than this when it reached us, and not answered by then, is history. */
const HISTORY = "interval '3 days'"

const isFreshSql = (q: string): string => `(${q}.created_at <= ${q}.occurred_at + ${HISTORY} or exists (
  select 1 from touchpoints c where c.lead_id = ${q}.lead_id and c.occurred_at >= ${q}.occurred_at and c.occurred_at < ${q}.created_at and ${contactSql("c")}))`

/** A reply that a colleague closed: answered elsewhere, or not worth an answer. */
const CLOSED_REPLY = "k.kind = 'reply' and (k.status = 'done' or k.cancelled_reason = 'person')"

/**
 * The first question of a lead since an instant, if we had not been in touch since then, with how its wait ended; a row
 * or none. `lead` is an alias of `leads`. Columns: asked_at, known_at, answered_at, settled_at (see `FirstQuestion` in
 * targets.ts).
 */
export const firstQuestionSql = (lead: string, since = "'-infinity'::timestamptz"): string => `
  select q.occurred_at as asked_at, q.created_at as known_at,
    (select min(c.occurred_at) from touchpoints c where c.lead_id = ${lead}.id and c.occurred_at >= q.occurred_at and ${contactSql("c")}) as answered_at,
    least((select min(h.at) from stage_history h
        where h.lead_id = ${lead}.id and h.at >= q.occurred_at and h.from_stage_id is not null and h.via <> 'intake'),
      (select min(k.done_at) from tasks k where k.lead_id = ${lead}.id and ${CLOSED_REPLY} and k.planned_from >= q.occurred_at),
      case when ${lead}.stage_id = 'lost' then greatest(q.occurred_at, ${lead}.stage_entered_at) end) as settled_at
  from (
    select t.lead_id, t.occurred_at, t.created_at from touchpoints t
    where t.lead_id = ${lead}.id and t.occurred_at >= ${since} and ${questionSql("t")} and ${isFreshSql("t")}
    order by t.occurred_at, t.id limit 1
  ) q
  where not exists (
    select 1 from touchpoints c
    where c.lead_id = ${lead}.id and c.occurred_at >= ${since} and c.occurred_at < q.occurred_at and ${contactSql("c")})`

/**
 * The same with the priority by which it is judged: the one that the lead had when the wait ended, by the score just before
 * then or by the first one that is known (an import brings years at once). Of a wait that lasts it is the present one.
 */
export const judgedQuestionSql = (lead: string): string => `
  select q.*, case when e.at is null then ${lead}.band else coalesce(
    (select s.band from lead_scores s where s.lead_id = ${lead}.id and s.at < e.at order by s.at desc, s.id desc limit 1),
    (select s.band from lead_scores s where s.lead_id = ${lead}.id order by s.at, s.id limit 1), ${lead}.band) end as band
  from (${firstQuestionSql(lead)}) q cross join lateral (select least(q.answered_at, q.settled_at) as at) e`

/**
 * The first question that waits for a reply: since our last contact, since a reply was closed by hand and, unless a reply
 * is still to be given, since the lead entered its stage. Columns: asked_at, known_at.
 */
export const openQuestionSql = (lead: string): string => `
  select t.occurred_at as asked_at, t.created_at as known_at from touchpoints t
  where t.lead_id = ${lead}.id and ${questionSql("t")} and ${isFreshSql("t")} and t.occurred_at > greatest('-infinity'::timestamptz,
    (select max(c.occurred_at) from touchpoints c where c.lead_id = ${lead}.id and ${contactSql("c")}),
    (select max(k.planned_from) from tasks k where k.lead_id = ${lead}.id and ${CLOSED_REPLY}),
    case when ${lead}.stage_id <> 'new_lead' and not exists (
      select 1 from tasks k where k.lead_id = ${lead}.id and k.kind = 'reply' and k.status = 'open') then ${lead}.stage_entered_at end)
  order by t.occurred_at, t.id limit 1`

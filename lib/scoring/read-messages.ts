import { pipelined } from "@/db/pipelined"
import { sql, type SQL } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import type { MessageFact } from "@/lib/core/scoring/facts"

/** Lead → the touchpoints to read. */
export type NewTouches = ReadonlyMap<string, readonly string[]>

type MessageRow = { lead_id: string; id: string; at: string; text: string | null; transcript: unknown; is_form: boolean }

/** What people wrote themselves: never an operator's text, and of a chatbot's transcript the visitor's lines only. */
export async function readMessages(db: Reader, leadIds: readonly string[], newTouches: NewTouches): Promise<Map<string, MessageFact[]>> {
  const whole = leadIds.filter((id) => !newTouches.has(id))
  const [rows, newRows] = await pipelined(
    () => ofLeads(db, whole),
    () => ofTouches(db, [...newTouches.values()].flat()),
  )
  const messages = new Map<string, MessageFact[]>()
  for (const row of [...rows, ...newRows]) {
    const text = row.transcript === null ? row.text : visitorLines(row.transcript)
    if (!text) continue
    const known = messages.get(row.lead_id)
    const message = { touchpointId: row.id, at: new Date(row.at).toISOString(), text, isForm: row.is_form }
    if (known) known.push(message)
    else messages.set(row.lead_id, [message])
  }
  return messages
}

const COLUMNS = sql`t.lead_id, t.id, to_json(t.occurred_at) #>> '{}' as at, left(t.text, 4000) as text,
  case when t.kind = 'lead_qualified' then coalesce(t.details->'transcript', '[]') end as transcript, t.kind = 'form_submitted' as is_form`
const SPOKEN = sql`t.direction = 'inbound' and t.author_role = 'person' and t.text is not null
  and t.kind in ('message', 'message_edited', 'form_submitted', 'lead_qualified')`

type Reader = Pick<Database | Transaction, "execute">

const ofLeads = (db: Reader, ids: readonly string[]) => spoken(db, ids, sql`lead_id`)
const ofTouches = (db: Reader, ids: readonly string[]) => spoken(db, ids, sql`id`)

/** One index probe per id; see readFacts. */
async function spoken(db: Reader, ids: readonly string[], key: SQL): Promise<MessageRow[]> {
  if (ids.length === 0) return []
  const { rows } = await db.execute<MessageRow>(sql`
    select ${COLUMNS} from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) asked(id)
    cross join lateral (select * from touchpoints where ${key} = asked.id::uuid offset 0) t
    where ${SPOKEN}`)
  return rows
}

const visitorLines = (transcript: unknown): string =>
  (Array.isArray(transcript) ? (transcript as unknown[]) : [])
    .flatMap((line) => {
      if (typeof line !== "object" || line === null || !("role" in line) || !("text" in line)) return []
      return (line.role === "user" || line.role === "visitor") && typeof line.text === "string" ? [line.text] : []
    })
    .join("\n")

import type { ReadingFormat } from "@/lib/core/input-format"
import type { LeadEvent } from "@/lib/core/lead-event"
import { cleanText } from "../reading/clean-text"
import { listAt, objectAt } from "../reading/json-body"
import { ValueReader } from "../reading/value-reader"
import { messageEvent } from "./message-event"
import { callEvent, notUnderstood, preferenceEvent, savedContactEvent, statusEvent, userIdEvent } from "./other-events"
import { WEBHOOK_FIELDS, type FieldMeaning } from "./webhook-fields"

/**
 * WhatsApp in Meta's own shape. One body may hold several entries, changes, messages and statuses, and all of them count. What
 * each field and each type of message means is data: see webhook-fields.ts and message-types.ts.
 */
export const isMetaBody = (body: Record<string, unknown>): boolean => body["object"] === "whatsapp_business_account"

type Values = Record<string, unknown>
type Reading = { value: Values; read: () => ValueReader }

/** A message that stands twice in one body is one event. Without any, `about` says what the body was about. */
export function readMeta(body: Values, receivedAt: Date, format: ReadingFormat): { events: LeadEvent[]; about: string } {
  const read = () => new ValueReader(receivedAt, format)
  const changes = listAt(body, "entry")
    .flatMap((entry) => listAt(entry, "changes"))
    .map((change) => ({ field: fieldOf(change), value: objectAt(change, "value"), read }))
  const events = changes.flatMap((change) => eventsOf(change))
  const fields = changes.map(({ field }) => `${field}${Object.hasOwn(WEBHOOK_FIELDS, field) ? "" : " (not understood)"}`)
  return { events: [...new Map(events.map((event) => [event.eventKey, event])).values()], about: [...new Set(fields)].join(", ") }
}

/** Some pass-through modes leave the field's name out: then the lists tell what it is. */
function fieldOf(change: unknown): string {
  const named = cleanText((change as Values | null)?.["field"], 60)
  if (named !== null) return named
  return listAt(objectAt(change, "value"), "message_echoes").length > 0 ? "message_echoes" : "messages"
}

const READERS: Readonly<Record<FieldMeaning, (reading: Reading) => (LeadEvent | null)[]>> = {
  messages: ({ value, read }) => [
    ...itemsOf(value, "messages").map((message) => messageEvent(value, message, "live", read())),
    ...itemsOf(value, "statuses").map((status) => statusEvent(value, status, read())),
  ],
  echoes: ({ value, read }) =>
    [...itemsOf(value, "message_echoes"), ...itemsOf(value, "messages")].map((message) => messageEvent(value, message, "echo", read())),
  history: ({ value, read }) =>
    [...itemsOf(value, "history").flatMap(threadMessages), ...itemsOf(value, "messages")].map((message) =>
      messageEvent(value, message, "history", read()),
    ),
  contacts: ({ value, read }) => itemsOf(value, "state_sync").map((state) => savedContactEvent(value, state, read())),
  preferences: ({ value, read }) => itemsOf(value, "user_preferences").map((preference) => preferenceEvent(value, preference, read())),
  calls: ({ value, read }) => itemsOf(value, "calls").map((call) => callEvent(value, call, read())),
  user_ids: ({ value, read }) => itemsOf(value, "user_id_update").map((update) => userIdEvent(value, update, read())),
  account: () => [],
}

function eventsOf({ field, value, read }: Reading & { field: string }): LeadEvent[] {
  const meaning = Object.hasOwn(WEBHOOK_FIELDS, field) ? WEBHOOK_FIELDS[field] : undefined
  const events = meaning === undefined ? notUnderstood(field, value, read()) : READERS[meaning]({ value, read })
  return events.filter((event) => event !== null)
}

/** Old messages come by thread; one of ours names its reader by the thread alone. */
const threadMessages = (chunk: Values): Values[] =>
  itemsOf(chunk, "threads").flatMap((thread) => {
    const other = cleanText(objectAt(thread, "context")["wa_id"] ?? thread["id"], 100)
    return itemsOf(thread, "messages").map((message) => ({ to: other, ...message }))
  })

const itemsOf = (value: Values, key: string): Values[] =>
  listAt(value, key).filter((item): item is Values => typeof item === "object" && item !== null && !Array.isArray(item))

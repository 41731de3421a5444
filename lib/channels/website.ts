import {
  RECENT_POSTS_HEADER,
  type ChannelAdapter,
  type ChannelSecrets,
  type InboundRequest,
  type ParseOutcome,
  type ParseSettings,
  type StoredDelivery,
  type Verification,
} from "./contract"
import { readDate } from "@/lib/core/dates/read-date"
import type { FormPost } from "@/lib/core/spam/spam-score"
import { eventOf } from "./reading/blank-event"
import { cleanText } from "./reading/clean-text"
import { onePerPurpose } from "@/lib/core/values/read-consent"
import type { ReadingNote } from "@/lib/core/reading-note"
import type { FormChoices } from "@/lib/core/forms/form-fields"
import { readForm, type ReadForm } from "@/lib/core/forms/read-form"
import { attributionId, formAttribution } from "./reading/form-attribution"
import { asFields, readFormBody, type FieldsReading, type FormFields } from "./reading/form-body"
import { formClaims, formIdentities, unknownFields } from "./reading/form-claims"
import { formConsents } from "./reading/form-consents"
import { optOutClaims } from "./reading/opt-out-claims"
import { readJson, readKey } from "./reading/json-body"
import { ValueReader } from "./reading/value-reader"
import { matchesSecret, sha256, standardHeaders, standardRefusal } from "@/lib/platform/signature"

/**
 * The website: JSON signed by our own site's server, or an HTML form that any browser may post. A page's form key is
 * public, so it proves nothing; it only says which form this is. Such posts are `public`: limited, checked for the
 * page's origin and for the signs of spam, and keyed so that a double click is one enquiry.
 */
export const website: ChannelAdapter = {
  channel: "website",
  verify: (request, secrets) => (isSigned(request) || !isFormPost(request) ? verifySigned(request, secrets) : verifyForm(request, secrets)),
  idempotencyKey: (request) => (isSigned(request) ? signedKey(request) : formKey(request)),
  parse: (delivery, settings) => parseWebsite(delivery, settings),
  formPost: (delivery, settings) => (isPublic(delivery) ? formPostOf(delivery, settings) : null),
  accepted: (request, receipt) => {
    const target = isSigned(request) ? null : redirectTarget(request)
    return target ? { status: 303, headers: { location: target }, body: null } : { status: 202, body: receipt }
  },
}

const HONEYPOT = "company_website"
/** When the form was opened: milliseconds since 1970 or a date and time, set by a script of the page. */
const STARTED = "_started_at"
const BUCKET_MS = 600_000
/** Fields that differ from click to click: times, tokens, captchas. */
const CAPTCHA = /^(cf-turnstile|h-captcha|g-recaptcha|altcha)/
const VOLATILE = new RegExp(`^(_|ts$|submitted_at$)|${CAPTCHA.source}`)

const isSigned = ({ headers }: InboundRequest): boolean => standardHeaders(headers).signature !== undefined

const isFormPost = ({ headers, url }: InboundRequest): boolean =>
  url.searchParams.has("form") || /^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(headers["content-type"] ?? "")

function verifySigned({ headers, raw, now }: InboundRequest, { secrets }: ChannelSecrets): Verification {
  const refusal = standardRefusal(headers, raw, secrets, now)
  return refusal === null ? { ok: true, trust: "signed" } : { ok: false, reason: refusal }
}

function verifyForm(request: InboundRequest, { formKey, formOrigins = [] }: ChannelSecrets): Verification {
  if (!formKey || !matchesSecret(request.url.searchParams.get("form"), [formKey])) return { ok: false, reason: "the form key is unknown" }
  const origin = originOf(request)
  if (formOrigins.length > 0 && origin !== null && !formOrigins.includes(origin))
    return { ok: false, reason: `the form may not be posted from ${origin}` }
  return { ok: true, trust: "public" }
}

function originOf({ headers }: Pick<InboundRequest, "headers">): string | null {
  const page = headers["origin"] ?? headers["referer"]
  return page !== undefined && URL.canParse(page) ? new URL(page).origin : null
}

/** A signed delivery is named by its id; the same id under another body is still the same delivery. */
function signedKey({ headers, raw }: InboundRequest): string {
  const { id } = standardHeaders(headers)
  return id ?? readKey(raw, (body) => body["submission_id"]) ?? sha256(raw)
}

function formKey({ headers, raw, url, now }: InboundRequest): string {
  const fields = fieldsOf(headers["content-type"], raw)
  const form = url.searchParams.get("form") ?? ""
  if (!fields.ok) return `form:${sha256(form, raw)}`
  const normal = Object.entries(fields.value)
    .filter(([key]) => !VOLATILE.test(key))
    .map(([key, value]) => `${key}=${textOf(value).trim().toLowerCase()}`)
    .sort()
    .join("&")
  const submission = submissionOf(fields.value)
  // Anybody may post any id, so it names a submission only together with what was submitted.
  if (submission !== null) return `form:${sha256(form).slice(0, 12)}:${submission}:${sha256(normal).slice(0, 16)}`
  return `form:${sha256(form, "\n", normal)}:${Math.floor(now.getTime() / BUCKET_MS)}`
}

/** A nested value is named by its JSON: an object may carry a `toString` that is no function. */
const textOf = (value: unknown): string => (typeof value === "object" && value !== null ? JSON.stringify(value) : String(value))

/** What anybody may post must not be able to take the name of what our own site will send. */
const isPublic = ({ idempotencyKey }: StoredDelivery): boolean => idempotencyKey.startsWith("form:")

/** By what the body looks like before what its header says: some senders post JSON as a form, or a form as JSON. */
function fieldsOf(contentType = "", raw: Uint8Array): FieldsReading {
  const head = new TextDecoder("latin1").decode(raw.subarray(0, 200))
  const isForm =
    /^multipart\/form-data/i.test(contentType) || (/^application\/x-www-form-urlencoded/i.test(contentType) && !/^\s*["[{]/.test(head))
  const reading = isForm ? readFormBody(contentType, raw) : readJson(raw, contentType)
  if (!reading.ok) return !isForm && /^[\w.%+[\]-]+=/.test(head) ? readFormBody(contentType, raw) : reading
  return { ...reading, value: asFields(reading.value) }
}

function parseWebsite(delivery: StoredDelivery, { format, forms }: ParseSettings): ParseOutcome {
  const read = readSubmission(delivery, forms)
  if (!read.ok) return { outcome: "unreadable", reason: read.reason }
  const { fields, form, name, notes } = read
  const identities = formIdentities(form, isPublic(delivery) ? delivery.headers : {})
  const claims = formClaims(form, format)
  const text = cleanText(form.all("message").join("\n"))
  if (identities.length === 0 && claims.length === 0 && text === null) return { outcome: "unreadable", reason: nothingUnderstood(form) }
  const values = new ValueReader(delivery.receivedAt, format, notes)
  const occurredAt = values.eventTime("submitted_at", form.first("submitted_at"))
  const submission = submissionOf(fields)
  const event = eventOf("website", {
    eventKey: submission === null || isPublic(delivery) ? delivery.idempotencyKey : `submission:${submission}`,
    kind: "form_submitted",
    direction: "inbound",
    occurredAt,
    text,
    identities,
    fields: claims,
    attribution: formAttribution(fields),
    consents: onePerPurpose([...optOutClaims(text), ...formConsents(fields, occurredAt, values)]),
    details: { form: name, vehicle: cleanText(form.first("vehicle"), 200), fields: unknownFields(form) },
    notes: values.notes,
    whenUnknown: "lead",
  })
  return { outcome: "events", events: [event] }
}

/** Null when the body cannot be read: it is a dead letter then. */
function formPostOf(delivery: StoredDelivery, { format, forms }: ParseSettings): FormPost | null {
  const read = readSubmission(delivery, forms)
  if (!read.ok) return null
  const { form, fields } = read
  const started = readDate(fields[STARTED], format)
  return {
    trap: cleanText(fields[HONEYPOT], 200),
    texts: [
      ...form.all("message"),
      ...form.all("notes"),
      ...form.keys.filter((key) => key.readAs === null && attributionId(key) === null).flatMap(({ texts }) => texts),
    ],
    names: NAME_FIELDS.flatMap((field) => form.all(field)),
    emails: form.all("email"),
    filledInMs: started.ok ? delivery.receivedAt.getTime() - started.at.getTime() : null,
    recentPosts: Number(delivery.headers[RECENT_POSTS_HEADER] ?? 1),
  }
}

const NAME_FIELDS = ["name", "first_name", "last_name", "company"] as const

/** An id is a contract and not a guess: two forms may count their entries alike. */
function submissionOf(fields: FormFields): string | null {
  const given = Object.hasOwn(fields, "submission_id") ? fields["submission_id"] : null
  return cleanText(Array.isArray(given) ? given.find((one) => cleanText(one) !== null) : given, 200)
}

export type Submission =
  | { ok: true; fields: FormFields; form: ReadForm; name: string | null; choicesFor: string; notes: ReadingNote[] }
  | { ok: false; reason: string }

/** The fields of a stored form post, read by an admin's choices for that form and by what the keys mean. */
export function readSubmission({ headers, raw }: Pick<StoredDelivery, "headers" | "raw">, choices: FormChoices): Submission {
  const reading = fieldsOf(headers["content-type"], raw)
  if (!reading.ok) return reading
  const fields = withoutOurs(reading.value)
  const name = cleanText(readForm(fields).first("form"), 200)
  const choicesFor = name ?? pageOf(headers) ?? "Website"
  const chosen = Object.hasOwn(choices.forms, choicesFor) ? choices.forms[choicesFor] : undefined
  return { ok: true, fields: reading.value, form: readForm(fields, chosen), name, choicesFor, notes: reading.notes }
}

const OURS = new RegExp(`^(?:submission_id|${HONEYPOT}|${STARTED}|_redirect|_first_.*)$`)

/** What the form carries for us and not for the reader of the timeline. */
const withoutOurs = (fields: FormFields): FormFields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !OURS.test(key) && !CAPTCHA.test(key)))

/** A form without a name is known by the page it stands on. */
function pageOf(headers: Readonly<Record<string, string>>): string | null {
  const page = headers["referer"]
  if (page === undefined || !URL.canParse(page)) return null
  const { host, pathname } = new URL(page)
  return `${host}${pathname}`.slice(0, 200)
}

function nothingUnderstood(form: ReadForm): string {
  const keys = form.keys.filter(({ texts }) => texts.length > 0).map(({ key }) => `"${key.slice(0, 60)}"`)
  const came = keys.length === 0 ? "no field is filled in" : `its fields are ${keys.slice(0, 12).join(", ")}`
  return `none of name, phone, email or message is filled in or understood; ${came}`
}

/** Only back to the site that posted: an open redirect would lend our name to anybody. */
function redirectTarget(request: InboundRequest): string | null {
  const fields = fieldsOf(request.headers["content-type"], request.raw)
  const target = fields.ok ? cleanText(fields.value["_redirect"], 2048) : null
  const wantsJson = /application\/json/i.test(request.headers["accept"] ?? "")
  if (target === null || wantsJson || !URL.canParse(target)) return null
  const url = new URL(target)
  return /^https?:$/.test(url.protocol) && url.origin === originOf(request) ? url.href : null
}

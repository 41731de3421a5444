import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { Offence, RowResult } from "@/lib/crm/provider"
import { codeOf, type OutRow, type Raw, type RestApi, type RestCrm } from "@/lib/crm/rest/descriptor"
import { CLOSE_OBJECTS, ON_PERSON, PATHS, peopleIn } from "./objects"

/** One record a call; a lead and its contact are two calls, but are made in one. */
const Refused = z.looseObject({ "field-errors": z.record(z.string(), z.unknown()).catch({}) })

export const write: RestCrm["write"] = async (api, object, act, rows) => {
  const results: RowResult[] = []
  for (const row of rows) results.push(await WRITERS[object][act](api, row))
  return results
}

type Write = (api: RestApi, row: OutRow) => Promise<RowResult>

const WRITERS: Record<CrmObject, Record<"create" | "update", Write>> = {
  contact: {
    create: async (api, { body }) => {
      const [person, lead] = split(body)
      const made = await send(api, "contact.create", "POST", PATHS.contact, { ...lead, name: person["name"], contacts: [person] })
      return resultOf(api, "contact", body, made, true)
    },
    update: async (api, { row, body }) => {
      const path = `${PATHS.contact}${row.externalId}/`
      const [person, lead] = split(body)
      const before = Object.keys(person).length > 0 ? await send(api, "contact.read", "GET", path) : null
      const [there] = before ? peopleIn(before) : []
      // A lead that is called as its person is that person; a company keeps its name.
      if (there && "name" in person && before?.["name"] === there.name) lead["name"] = person["name"]
      const written = Object.keys(lead).length > 0 ? await send(api, "contact.update", "PUT", path, lead) : before
      const updated = before && (await writePerson(api, String(row.externalId), person, there))
      const answer: Raw = { ...written, ...(updated ? { contacts: [updated] } : {}) }
      return resultOf(api, "contact", body, answer, false)
    },
  },
  deal: {
    create: async (api, { body }) => resultOf(api, "deal", body, await send(api, "deal.create", "POST", PATHS.deal, body), true),
    update: async (api, { row, body }) =>
      resultOf(api, "deal", body, await send(api, "deal.update", "PUT", `${PATHS.deal}${row.externalId}/`, body), false),
  },
}

/** What goes to the contact, and what to its lead. */
function split(body: Raw): [Raw, Raw] {
  const part = (isPersons: boolean): Raw =>
    Object.fromEntries(Object.entries(body).filter(([name]) => ON_PERSON.includes(name) === isPersons))
  return [part(true), part(false)]
}

async function writePerson(
  api: RestApi,
  lead_id: string,
  person: Raw,
  there: ReturnType<typeof peopleIn>[number] | undefined,
): Promise<Raw> {
  if (!there) return await send(api, "person.create", "POST", "/contact/", { lead_id, ...person })
  const lists = {
    ...("emails" in person ? { emails: withRest(person["emails"], there.emails, "email") } : {}),
    ...("phones" in person ? { phones: withRest(person["phones"], there.phones, "phone") } : {}),
  }
  return await send(api, "person.update", "PUT", `/contact/${there.id}/`, { ...person, ...lists })
}

/** A list is written as a whole: all but its first, which is ours, stays. */
function withRest(written: unknown, there: readonly Raw[], field: string): Raw[] {
  const first = Array.isArray(written) ? (written as Raw[]) : []
  return [...first, ...there.slice(1).filter((one) => !first.some((ours) => ours[field] === one[field]))]
}

async function send(api: RestApi, operation: string, method: "GET" | "POST" | "PUT", path: string, body?: Raw): Promise<Raw> {
  const cost = method === "GET" ? {} : { cost: WRITE_TURNS }
  return z.looseObject({}).parse((await api.send({ operation, method, path, ...cost, ...(body ? { body } : {}) })).body)
}

export const WRITE_TURNS = 2

/**
 * What the account has no field for is taken without a word: a value that does not come back was not kept. A record that was
 * made stands all the same.
 */
function resultOf(api: RestApi, object: CrmObject, body: Raw, answer: Raw, isNew: boolean): RowResult {
  const lost = Object.entries(body).filter(([code, value]) => code.startsWith("custom.") && value !== null && !(code in answer))
  if (lost.length > 0 && !isNew)
    return { outcome: "invalid", offences: lost.map(([code]) => offence(api, object, code, "it was not kept", "property")) }
  const { id, updatedAt } = CLOSE_OBJECTS[object].headOf(answer)
  return { outcome: "ok", id, isNew, updatedAt }
}

export const refusalOf: RestCrm["refusalOf"] = (api, object, { status, body, words }) => {
  if (status === 404) return { outcome: "missing" }
  const fields = Object.entries(Refused.safeParse(body).data?.["field-errors"] ?? {})
  const offences = fields.map(([code, message]) => offence(api, object, code, typeof message === "string" ? message : words, "value"))
  return { outcome: "invalid", offences: offences.length > 0 ? offences : [{ property: "", cause: "value", message: words }] }
}

function offence({ schema }: RestApi, object: CrmObject, code: string, message: string, cause: "property" | "value"): Offence {
  const known = schema?.properties[object].find((one) => codeOf(one) === code)
  return { property: known?.name ?? code, cause: cause === "value" && known?.options ? "option" : cause, message }
}

import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import type { CrmHooks } from "@/lib/crm/hooks"
import { CrmFailure, type CrmAccount, type CrmProvider } from "@/lib/crm/provider"
import { throwIfAnyFailed } from "@/lib/crm/row-failures"
import { logActivities } from "./activities"
import { RestError, type Rest, type RestCrm } from "./descriptor"
import { mergesOf } from "./merge"
import { describeSchema, provision } from "./provision"
import { dealsOf, findContacts, listAll, readByIds, readByKeys } from "./reads"
import { openApi } from "./transport"
import { writeRows } from "./write-rows"

/** Any CRM that is described as a `RestCrm`, behind the engine's narrow interface. */
export function createRestProvider(crm: RestCrm, account: CrmAccount, hooks: CrmHooks, schema: CrmSchema | null): CrmProvider {
  const api = openApi(crm, account, hooks, schema)
  const rest: Rest = { crm, api }
  const { count, optOut, subscribe } = crm
  const merges = Object.entries(mergesOf(rest)).map(([object, merge]) => [
    object,
    (primaryId: string, otherId: string) => asFailure(merge(primaryId, otherId)),
  ])
  return {
    describeSchema: () => asFailure(describeSchema(rest)),
    provision: (plan) => asFailure(provision(rest, plan)),
    write: (object, rows) => asFailure(writeRows(rest, object, rows)),
    // A deal gets its contact as it is made.
    associate: null,
    readByIds: (object, ids, shape) => asFailure(readByIds(rest, object, ids, shape)),
    readByKeys: (object, keys, shape) => asFailure(readByKeys(rest, object, keys, shape)),
    findContacts: (people, shape) => asFailure(findContacts(rest, people, shape)),
    dealsOf: (contactIds) => asFailure(dealsOf(rest, contactIds)),
    readChanges: (object, from, shape) => asFailure(crm.changes(rest, object, from, shape)),
    count: (object) => (count === null ? Promise.resolve(null) : asFailure(count(api, object))),
    listAll: (object, after, shape) => asFailure(listAll(rest, object, after, shape)),
    merge: Object.fromEntries(merges) as CrmProvider["merge"],
    unsubscribe: optOut === null ? null : (email) => asFailure(unsubscribe(rest, optOut, email)),
    logActivities: (type, rows) => asFailure(logActivities(rest, type, rows)),
    ...(subscribe === null ? {} : { subscribe: (address: string) => asFailure(subscribe(api, address)) }),
    close: () => undefined,
  }
}

async function unsubscribe(rest: Rest, optOut: string, email: string): Promise<void> {
  const contacts = await findContacts(rest, { emails: [email], phones: [] }, { properties: [optOut] })
  const rows = contacts
    .filter(({ values }) => values[optOut] !== "true")
    .map(({ id }) => ({ key: id, externalId: id, values: { [optOut]: "true" }, stage: null, contactId: null, version: null }))
  throwIfAnyFailed("contact.unsubscribe", [...(await writeRows(rest, "contact", rows)).values()])
}

/** What was asked is refused as a whole. */
async function asFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof RestError)) throw error
    throw new CrmFailure({ kind: "refused", message: error.words || error.message }, error.message)
  }
}

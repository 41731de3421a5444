import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import type { CrmHooks } from "@/lib/crm/hooks"
import type { CrmProvider } from "@/lib/crm/provider"
import { throwIfAnyFailed } from "@/lib/crm/row-failures"
import { logActivities } from "./activities"
import { readChanges } from "./changes"
import { asFailure } from "./errors"
import { associate } from "./links"
import { mergeContacts } from "./merge"
import { describeSchema, provision } from "./provision"
import { count, dealsOf, findContacts, listAll, query, readByIds, readByKeys } from "./reads"
import type { Credentials } from "./sign-in"
import { quoted } from "./soql"
import { createTransport, type Transport } from "./transport"
import { typesOf } from "./values"
import { resultOf, sendCollection, writeRows, SAVE_ANYWAY } from "./write-rows"

/** Salesforce behind the engine's narrow interface: a lead is a contact, its run an opportunity. */
export function createSalesforceProvider(credentials: Credentials, hooks: CrmHooks, schema: CrmSchema | null): CrmProvider {
  const transport = createTransport(credentials, hooks, schema?.ownUser ?? null)
  const types = typesOf(schema)
  return {
    describeSchema: () => asFailure(describeSchema(transport)),
    provision: (plan) => asFailure(provision(transport, plan)),
    write: (object, rows) => asFailure(writeRows({ transport, object, types }, rows)),
    associate: (links) => asFailure(associate(transport, links)),
    readByIds: (object, ids, shape) => asFailure(readByIds(transport, object, ids, shape)),
    readByKeys: (object, keys, shape) => asFailure(readByKeys(transport, object, keys, shape)),
    findContacts: (people, shape) => asFailure(findContacts(transport, people, shape)),
    dealsOf: (contactIds) => asFailure(dealsOf(transport, contactIds)),
    readChanges: (object, from, shape) => asFailure(readChanges(transport, object, from, shape, hooks.now())),
    count: (object) => asFailure(count(transport, object)),
    listAll: (object, after, shape) => asFailure(listAll(transport, object, after, shape)),
    // Opportunities cannot be merged.
    merge: { contact: (primaryId, otherId) => asFailure(mergeContacts(transport, primaryId, otherId)) },
    unsubscribe: (email) => asFailure(unsubscribe(transport, email)),
    logActivities: (type, rows) => asFailure(logActivities(transport, type, rows)),
    close: () => undefined,
  }
}

async function unsubscribe(transport: Transport, email: string): Promise<void> {
  const contacts = await query(
    transport,
    "contact.emails",
    `SELECT Id FROM Contact WHERE Email = ${quoted(email)} AND HasOptedOutOfEmail = false LIMIT 200`,
  )
  const rows = contacts.map(({ Id }) => ({ id: Id, HasOptedOutOfEmail: true }))
  const outcomes = await sendCollection(transport, "contact.unsubscribe", "/composite/sobjects", "Contact", rows, SAVE_ANYWAY)
  throwIfAnyFailed(
    "contact.unsubscribe",
    rows.map((_, at) => resultOf("contact", outcomes[at])),
  )
}

import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import type { CrmHooks } from "@/lib/crm/hooks"
import { CrmFailure, type CrmProvider, type CrmRecord } from "@/lib/crm/provider"
import { throwIfAnyFailed } from "@/lib/crm/row-failures"
import { logActivities } from "./activities"
import { failedPart } from "./batch"
import { readChanges } from "./changes"
import { asFailure } from "./errors"
import { TAG } from "./mapping"
import { describeSchema, provision } from "./provision"
import { count, dealsOf, findContacts, listAll, readByIds, readByKeys, readPage, textLiteral } from "./reads"
import type { Credentials } from "./sign-in"
import { createTransport, type Transport } from "./transport"
import { typesOf } from "./values"
import { subscribe } from "./webhooks"
import { writeRows } from "./write-rows"

/** Dynamics 365 behind the engine's narrow interface: a lead is a contact, its run an opportunity. */
export function createDynamicsProvider(credentials: Credentials, hooks: CrmHooks, schema: CrmSchema | null): CrmProvider {
  const transport = createTransport(credentials, hooks, schema?.ownUser ?? null)
  const types = typesOf(schema)
  return {
    describeSchema: () => asFailure(describeSchema(transport)),
    provision: (plan) => asFailure(provision(transport, plan)),
    write: (object, rows) => asFailure(writeRows({ transport, object, types }, rows)),
    // A column of the opportunity, written with it.
    associate: null,
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
    subscribe: (address) => asFailure(subscribe(transport, address)),
    close: () => undefined,
  }
}

/** The loser is put out of use, and names its master. */
async function mergeContacts(transport: Transport, primaryId: string, otherId: string): Promise<CrmRecord> {
  const { records } = await readByIds(transport, "contact", [primaryId, otherId], { properties: [] })
  const [primary, other] = [records.get(primaryId), records.get(otherId)]
  if (primary && (!other || other.id === primary.id)) return primary
  if (!primary) {
    if (other) return other
    throw new CrmFailure({ kind: "refused", message: "both contacts are gone" }, "contact.merge")
  }
  const type = { "@odata.type": "Microsoft.Dynamics.CRM.contact" }
  const body = {
    Target: { ...type, contactid: primary.id },
    Subordinate: { ...type, contactid: other?.id },
    UpdateContent: type,
    PerformParentingChecks: false,
  }
  await transport.send({ operation: "contact.merge", method: "POST", path: `Merge?tag=${TAG}`, body })
  return primary
}

async function unsubscribe(transport: Transport, email: string): Promise<void> {
  const filter = `emailaddress1 eq ${textLiteral(email)} and donotbulkemail ne true and merged ne true`
  const { rows } = await readPage(transport, "contact.emails", `contacts?$select=contactid&$filter=${encodeURIComponent(filter)}`)
  const answers = await transport.batch(
    "contact.unsubscribe",
    rows.map((row) => ({
      method: "PATCH" as const,
      path: `contacts(${String(row["contactid"])})?tag=${TAG}`,
      headers: { "If-Match": "*" },
      body: { donotbulkemail: true },
    })),
  )
  throwIfAnyFailed(
    "contact.unsubscribe",
    rows.flatMap((_, at) => failedPart(answers[at]) ?? []),
  )
}

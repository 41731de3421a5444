import { CrmFailure, type CrmRecord } from "@/lib/crm/provider"
import { problemsIn } from "./errors"
import { readByIds } from "./reads"
import type { Transport } from "./transport"

/** Merging is an act of the SOAP API alone. The loser is deleted, and names its master as long as it lies in the bin. */
export async function mergeContacts(transport: Transport, primaryId: string, otherId: string): Promise<CrmRecord> {
  const { records } = await readByIds(transport, "contact", [primaryId, otherId], { properties: [] })
  const [primary, other] = [records.get(primaryId), records.get(otherId)]
  if (primary && (!other || other.id === primary.id)) return primary
  if (!primary) {
    if (other) return other
    throw new CrmFailure({ kind: "refused", message: "both contacts are gone" }, "contact.merge")
  }
  const request = `<urn:merge><urn:request><urn:masterRecord xsi:type="sobj:Contact"><sobj:type>Contact</sobj:type><sobj:Id>${primary.id}</sobj:Id></urn:masterRecord><urn:recordToMergeIds>${other?.id ?? ""}</urn:recordToMergeIds></urn:request></urn:merge>`
  const answer = await transport.soap("contact.merge", request)
  if (!answer.includes("<success>true</success>")) {
    const [statusCode, message] = [/<statusCode>(\w+)/.exec(answer)?.[1], /<message>([^<]*)/.exec(answer)?.[1] ?? ""]
    // Somebody merged it meanwhile: reading shows the survivor.
    if (statusCode !== "ENTITY_IS_DELETED")
      throw new CrmFailure({ kind: "refused", message: problemsIn([{ statusCode, message }])[0]?.message ?? "" }, "contact.merge")
  }
  const survivor = (await readByIds(transport, "contact", [primary.id], { properties: [] })).records.get(primary.id)
  if (!survivor) throw new CrmFailure({ kind: "transient", retryAfterMs: null }, "contact.merge")
  return survivor
}

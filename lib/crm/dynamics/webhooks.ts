import { v5 as uuidOf } from "uuid"
import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmNotices } from "@/lib/crm/definition"
import { CrmFailure } from "@/lib/crm/provider"
import { noticesIn } from "@/lib/crm/rest/notices"
import type { Part } from "./batch"
import { TABLES } from "./mapping"
import type { Transport } from "./transport"

/**
 * The environment tells of every change at an address of ours: an endpoint, and a step for each kind of change of each table.
 * Nothing is signed: a header holds the connection's key. A notice that finds nobody is not repeated, so polling goes on.
 */
const HEADER = "x-onelead-key"
const NAMESPACE = "2b8a7c1e-9d3f-4c55-8e0b-5f7a41c6d20e"
const MESSAGES = ["Create", "Update", "Delete"]
/** As the API numbers them. */
const WEBHOOK = { contract: 8, authtype: 5, messageformat: 2, connectionmode: 1 }
const AFTER_THE_FACT = { stage: 40, mode: 1, rank: 1, asyncautodelete: true, supporteddeployment: 0 }

const Filters = z.object({
  value: z.array(
    z.object({
      sdkmessagefilterid: z.string(),
      primaryobjecttypecode: z.string(),
      sdkmessageid: z.object({ sdkmessageid: z.string(), name: z.string() }).nullable(),
    }),
  ),
})

/** The ids come from the address, so that asking again makes nothing twice. Who may not register anything is polled. */
export async function subscribe(transport: Transport, address: string): Promise<void> {
  const url = new URL(address)
  const key = url.searchParams.get("key") ?? ""
  url.search = ""
  try {
    await transport.batch("webhook.make", [endpointPart(url.href, key), ...(await stepParts(transport, url.href))])
  } catch (error) {
    if (!(error instanceof CrmFailure) || error.failure.kind !== "scope") throw error
  }
}

const endpointId = (url: string): string => uuidOf(url, NAMESPACE)

/** Its key cannot be read, and may be another one by now: it is written each time. */
const endpointPart = (url: string, key: string): Part => ({
  method: "PATCH",
  path: `serviceendpoints(${endpointId(url)})`,
  body: {
    name: `Onelead (${new URL(url).host})`,
    url,
    ...WEBHOOK,
    authvalue: `<settings><setting name="${HEADER}" value="${key}" /></settings>`,
  },
})

async function stepParts(transport: Transport, url: string): Promise<Part[]> {
  const filter = Object.values(TABLES).map(({ name }) => `primaryobjecttypecode eq '${name}'`)
  const path = `sdkmessagefilters?$select=primaryobjecttypecode&$expand=sdkmessageid($select=name)&$filter=${encodeURIComponent(filter.join(" or "))}`
  const { value } = Filters.parse(await transport.send({ operation: "webhook.list", path }))
  return value.flatMap(({ sdkmessagefilterid, primaryobjecttypecode: table, sdkmessageid: message }): Part[] => {
    if (message === null || !MESSAGES.includes(message.name)) return []
    const name = `Onelead: ${message.name} of ${table}`
    return [
      {
        method: "PATCH",
        path: `sdkmessageprocessingsteps(${uuidOf(`${url} ${name}`, NAMESPACE)})`,
        headers: { "If-None-Match": "*" },
        body: {
          name,
          ...AFTER_THE_FACT,
          "sdkmessageid@odata.bind": `/sdkmessages(${message.sdkmessageid})`,
          "sdkmessagefilterid@odata.bind": `/sdkmessagefilters(${sdkmessagefilterid})`,
          "eventhandler_serviceendpoint@odata.bind": `/serviceendpoints(${endpointId(url)})`,
        },
      },
    ]
  })
}

const Told = z.looseObject({
  PrimaryEntityName: z.string(),
  PrimaryEntityId: z.string(),
  SharedVariables: z.array(z.looseObject({ key: z.string(), value: z.unknown() })).catch([]),
})

const OBJECTS = new Map<string, CrmObject>([
  [TABLES.contact.name, "contact"],
  [TABLES.deal.name, "deal"],
])

/** The tag that a write carried says whose it was. */
export const DYNAMICS_NOTICES: CrmNotices = {
  header: HEADER,
  read: noticesIn(Told, ({ PrimaryEntityName, PrimaryEntityId, SharedVariables }) => {
    const object = OBJECTS.get(PrimaryEntityName)
    const tag = SharedVariables.find(({ key }) => key === "tag")?.value
    return object === undefined ? [] : [{ object, externalId: PrimaryEntityId.toLowerCase(), source: typeof tag === "string" ? tag : null }]
  }),
}

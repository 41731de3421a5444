import { crmConformance, type CrmWorld } from "@/e2e/sync/conformance"
import { openSyncBench } from "@/e2e/sync/sync-bench"
import { knownSchema } from "@/lib/sync/connection/sync-run"

const TROUBLE = {
  outage: { kind: "error", times: null },
  "rate limit": { kind: "rate_limit", times: 3 },
  "used-up day": { kind: "rate_limit", scope: "daily", times: null },
  "expired token": { kind: "unauthorized", times: null },
  "lost answer": { kind: "lost", path: "^/crm/.*/batch/upsert", times: 1 },
} as const

async function openHubspotWorld(): Promise<CrmWorld> {
  const bench = await openSyncBench()
  await bench.listen()
  const { control } = bench.hubspot
  const stages = async () =>
    (await knownSchema(bench.ctx))?.pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => ({ pipeline, stage }))) ?? []
  return {
    bench,
    contacts: async () =>
      (await bench.state()).contacts
        .filter(({ archived }) => !archived)
        .map(({ id, properties }) => ({
          id,
          key: properties["onelead_lead_id"] ?? "",
          name: `${properties["firstname"] ?? ""} ${properties["lastname"] ?? ""}`.trim(),
          company: properties["company"] ?? "",
        })),
    deals: async () => {
      const known = await stages()
      return (await bench.state()).deals
        .filter(({ archived }) => !archived)
        .map(({ id, properties, associations }) => {
          const at = known.find(({ stage }) => stage.id === properties["dealstage"])
          return {
            id,
            key: properties["onelead_deal_id"] ?? "",
            outcome: at?.stage.outcome ?? "open",
            stage: at?.stage.label ?? "",
            amount: properties["amount"] ?? "",
            contactIds: associations?.["contacts"]?.results.map((one) => one.id) ?? [],
          }
        })
    },
    createContact: async ({ name, email }) => {
      const [firstname = "", ...rest] = name.split(" ")
      const made = await bench.edit({ op: "create", objectType: "contacts", properties: { firstname, lastname: rest.join(" "), email } })
      return made?.id ?? ""
    },
    editContact: async (id, company) => void (await bench.edit({ op: "update", objectType: "contacts", id, properties: { company } })),
    moveDeal: async (id, label) => {
      const at = (await stages()).find(({ stage, pipeline }) => stage.label === label && pipeline.label === "Onelead")
      await bench.edit({ op: "update", objectType: "deals", id, properties: { dealstage: at?.stage.id ?? "" } })
    },
    deleteContact: async (id) => void (await bench.edit({ op: "delete", objectType: "contacts", id })),
    restoreContact: async (id) => void (await bench.edit({ op: "restore", objectType: "contacts", id })),
    mergeContacts: async (primaryId, mergeId) => void (await bench.edit({ op: "merge", objectType: "contacts", primaryId, mergeId })),
    hear: bench.hear,
    writes: async () =>
      (await control.log()).filter(({ method, url }) => method === "POST" && /batch\/(update|upsert|create)|merge/.test(url)).length,
    trouble: async (kind) => await control.faults(kind === null ? [] : [TROUBLE[kind]]),
    close: bench.close,
  }
}

crmConformance("HubSpot", openHubspotWorld)

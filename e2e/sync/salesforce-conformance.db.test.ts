import { openOrg } from "@/e2e/simulators/salesforce/testing"
import { crmConformance } from "@/e2e/sync/conformance"
import { openSimulatedWorld, SIMULATED_START } from "@/e2e/sync/simulated-world"
import { salesforce } from "@/lib/crm/salesforce/definition"

crmConformance("Salesforce", async () => {
  const org = await openOrg({ startAt: SIMULATED_START })
  const { environment, sim } = org
  return await openSimulatedWorld({
    definition: salesforce,
    account: { loginUrl: org.url, clientId: environment.SALESFORCE_CLIENT_ID, clientSecret: environment.SALESFORCE_CLIENT_SECRET },
    sim,
    isWrite: ({ method, url }) => method !== "GET" && /\/composite\/|\/Soap\//.test(url),
    create: async ({ first, last, email }) =>
      String(
        (await sim("POST", "act", { op: "create", type: "Contact", values: { FirstName: first, LastName: last, Email: email } }))["id"],
      ),
    restore: async (id) => void (await sim("POST", "act", { op: "undelete", id })),
    merge: async (masterId, otherId) => void (await sim("POST", "act", { op: "merge", masterId, ids: [otherId] })),
    usedUp: [{ dailyMax: 0 }, { dailyMax: 1_000_000 }],
    close: org.close,
  })
})

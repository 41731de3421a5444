import { openEnvironment } from "@/e2e/simulators/dynamics/testing"
import { crmConformance } from "@/e2e/sync/conformance"
import { openSimulatedWorld, SIMULATED_START } from "@/e2e/sync/simulated-world"
import { dynamics } from "@/lib/crm/dynamics/definition"

crmConformance("Dynamics 365", async () => {
  const crm = await openEnvironment({ startAt: SIMULATED_START })
  const { environment, sim } = crm
  return await openSimulatedWorld({
    definition: dynamics,
    account: {
      url: crm.url,
      authorityUrl: environment.DYNAMICS_AUTHORITY_URL,
      tenantId: environment.DYNAMICS_TENANT_ID,
      clientId: environment.DYNAMICS_CLIENT_ID,
      clientSecret: environment.DYNAMICS_CLIENT_SECRET,
    },
    sim,
    isWrite: ({ method, url }) => method !== "GET" && url.includes("/api/data/"),
    create: async ({ first, last, email }) =>
      String(
        (await sim("POST", "act", { op: "create", table: "contact", values: { firstname: first, lastname: last, emailaddress1: email } }))[
          "id"
        ],
      ),
    restore: async (id) => void (await sim("POST", "act", { op: "restore", id })),
    merge: async (target, subordinate) => void (await sim("POST", "act", { op: "merge", table: "contact", target, subordinate })),
    usedUp: [{ requestsMax: 0 }, { requestsMax: 1_000_000 }],
    close: crm.close,
  })
})

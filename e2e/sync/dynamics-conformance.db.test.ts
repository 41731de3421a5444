import { expect, test } from "vitest"
import { openEnvironment } from "@/e2e/simulators/dynamics/testing"
import { crmConformance } from "@/e2e/sync/conformance"
import { openSimulatedWorld, SIMULATED_START } from "@/e2e/sync/simulated-world"
import { dynamics } from "@/lib/crm/dynamics/definition"
import { email, named, sampleEvent } from "@/lib/leads/ingest/sample-events"

const openCrm = async () => await openEnvironment({ startAt: SIMULATED_START })

async function openWorld(crm: Awaited<ReturnType<typeof openCrm>>) {
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
}

crmConformance("Dynamics 365", async () => await openWorld(await openCrm()))

test("an open opportunity that a person made becomes the lead's own, and keeps its stage", async () => {
  const crm = await openCrm()
  const world = await openWorld(crm)
  const mail = "walk.in@mail.example"
  const values = { firstname: "Huda", lastname: "Karim", subject: "Patrol for the summer", emailaddress1: mail }
  const { id: leadId } = await crm.sim("POST", "act", { op: "create", table: "lead", values })
  await crm.sim("POST", "act", { op: "qualify", leadId })
  const [made] = await world.deals()
  const key = await world.bench.ingest(
    sampleEvent({ identities: [email(mail)], fields: [named("Huda Karim")], at: "2026-08-30T08:00:00Z" }),
  )
  await world.bench.settle(200)
  expect(await world.deals()).toEqual([{ ...made, key }])
  await world.close()
})

import { describe, expect, test } from "vitest"
import { startClose } from "@/e2e/simulators/close/server"
import { startDynamics } from "@/e2e/simulators/dynamics/server"
import { startSimulator } from "@/e2e/simulators/hubspot/server"
import { startPipedrive } from "@/e2e/simulators/pipedrive/server"
import { startSalesforce } from "@/e2e/simulators/salesforce/server"
import { startZoho } from "@/e2e/simulators/zoho/server"
import type { SimContact, SimDeal } from "./control"

/** What a person can do in every CRM, by the same words. */
const SIMULATORS = {
  hubspot: startSimulator,
  salesforce: startSalesforce,
  dynamics: startDynamics,
  zoho: startZoho,
  pipedrive: startPipedrive,
  close: startClose,
}

describe.each(Object.entries(SIMULATORS))("the doors of %s", (_name, start) => {
  test("make, change, merge, delete and restore a contact", async () => {
    const simulator = await start()
    const sim = async (method: string, path: string, body?: object) => {
      const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      return (await (await fetch(`${simulator.url}/__sim/${path}`, init)).json()) as Record<string, unknown>
    }
    const contacts = async () => ((await sim("GET", "records")) as { contacts: SimContact[]; deals: SimDeal[] }).contacts
    const before = (await contacts()).length
    const [first, second] = [
      String((await sim("POST", "contacts", { name: "Huda Karim", email: "huda@mail.example" }))["id"]),
      String((await sim("POST", "contacts", { name: "Huda K", email: "huda.k@mail.example" }))["id"]),
    ]
    await sim("POST", `contacts/${second}`, { phone: "+971501112233" })
    expect((await contacts()).slice(before)).toMatchObject([
      { id: first, name: "Huda Karim", email: "huda@mail.example" },
      { id: second, name: "Huda K", phone: "+971501112233" },
    ])
    await sim("DELETE", `contacts/${second}`)
    expect((await contacts()).length).toBe(before + 1)
    await sim("POST", `contacts/${second}/restore`)
    await sim("POST", `contacts/${first}/merge`, { otherId: second })
    expect((await contacts()).length).toBe(before + 1)
    await simulator.close()
  })
})

import { expect, test } from "vitest"
import { email, named, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { testConformance } from "./conformance/conformance"
import { simulatedDynamics } from "./crms/dynamics"
import { openStore } from "./simulated-world"

testConformance(simulatedDynamics)

test("an open opportunity that a person made becomes the lead's own, and keeps its stage", async () => {
  const store = await openStore()
  const { sim, deals } = await store.connect(simulatedDynamics)
  const mail = "walk.in@mail.example"
  const values = { firstname: "Huda", lastname: "Karim", subject: "Patrol for the summer", emailaddress1: mail }
  const { id: leadId } = await sim("POST", "act", { op: "create", table: "lead", values })
  await sim("POST", "act", { op: "qualify", leadId })
  const [made] = await deals()
  const key = await store.ingest(sampleEvent({ identities: [email(mail)], fields: [named("Huda Karim")], at: "2026-08-30T08:00:00Z" }))
  await store.settle()
  expect(await deals()).toEqual([{ ...made, leadId: key }])
  await store.close()
})

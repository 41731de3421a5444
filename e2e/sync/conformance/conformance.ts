import { describe } from "vitest"
import type { SimulatedCrm } from "@/e2e/sync/crms/simulated-crm"
import { testAgreement } from "./agreement"
import { testIdentity } from "./identity"
import { testLoads } from "./loads"
import { testRefusals } from "./refusals"
import { setStage } from "./stage"
import { testSurvivors } from "./survivors"
import { testTrouble } from "./trouble"

/** What holds for every CRM: one suite over a definition and its simulator. A new CRM is done when it is green. */
export function testConformance(crm: SimulatedCrm): void {
  describe(`${crm.definition.label} and the store`, () => {
    const stage = setStage(crm)
    testAgreement(stage)
    testIdentity(stage)
    testSurvivors(stage)
    testRefusals(stage)
    testTrouble(stage)
    testLoads(stage)
  })
}

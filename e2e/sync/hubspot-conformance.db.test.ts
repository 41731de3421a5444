import { testConformance } from "./conformance/conformance"
import { simulatedHubspot } from "./crms/hubspot"

testConformance(simulatedHubspot)

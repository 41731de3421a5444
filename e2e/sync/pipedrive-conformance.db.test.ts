import { testConformance } from "./conformance/conformance"
import { simulatedPipedrive } from "./crms/pipedrive"

testConformance(simulatedPipedrive)

import { testConformance } from "./conformance/conformance"
import { simulatedZoho } from "./crms/zoho"

testConformance(simulatedZoho)

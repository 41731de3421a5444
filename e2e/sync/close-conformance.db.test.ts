import { testConformance } from "./conformance/conformance"
import { simulatedClose } from "./crms/close"

testConformance(simulatedClose)

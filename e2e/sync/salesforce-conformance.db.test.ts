import { testConformance } from "./conformance/conformance"
import { simulatedSalesforce } from "./crms/salesforce"

testConformance(simulatedSalesforce)

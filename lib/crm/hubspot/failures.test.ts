import { expect, test } from "vitest"
import { hubspotError } from "./errors"
import { rowResultOf } from "./failures"

const refusal = (errors: { code: string; message: string; property: string }[]) =>
  hubspotError(
    {
      code: 400,
      body: { errors: errors.map(({ code, message, property }) => ({ code, message, context: { propertyName: [property] } })) },
      headers: {},
    },
    { operation: "contacts.update", isWrite: true },
  )

test("the cause of a refused value is read from HubSpot's code, whatever its words", () => {
  const said = "the property does not exist, is not one of the allowed options and belongs to another contact"
  const causeOf = (code: string) => {
    const result = rowResultOf(refusal([{ code, message: said, property: "company" }]).problem)
    return result?.outcome === "invalid" ? result.offences[0]?.cause : null
  }
  expect(causeOf("PROPERTY_DOESNT_EXIST")).toBe("property")
  expect(causeOf("READ_ONLY_VALUE")).toBe("property")
  expect(causeOf("INVALID_OPTION")).toBe("option")
  expect(causeOf("CONFLICTING_UNIQUE_VALUE")).toBe("taken")
  expect(causeOf("INVALID_EMAIL")).toBe("value")
  expect(causeOf("")).toBe("value")
})

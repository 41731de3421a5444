import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hubspotError, partialProblem } from "./errors"

const CALL = { operation: "contacts.create", isWrite: true }
const thrown = (code: number, body: unknown, headers: Record<string, string> = {}) => ({ code, body, headers })

describe("what went wrong", () => {
  it("finds the offenders inside the message when the list is missing", () => {
    const message = `Property values were not valid: ${JSON.stringify([{ isValid: false, message: "no such", error: "PROPERTY_DOESNT_EXIST", name: "x", portalId: 1 }])}`
    expect(hubspotError(thrown(400, { message, category: "VALIDATION_ERROR" }), CALL).problem).toEqual({
      kind: "invalid",
      offences: [{ property: "x", code: "PROPERTY_DOESNT_EXIST", message: "no such" }],
      subCategory: null,
    })
    expect(hubspotError(thrown(400, { message: "a [bracket" }), CALL).problem).toMatchObject({ kind: "invalid", offences: [] })
  })

  it("reads the existing id of a conflict, and does without when there is none", () => {
    expect(partialProblem({ category: "CONFLICT", message: "Contact already exists. Existing ID: 37765128953" })).toEqual({
      kind: "conflict",
      existingId: "37765128953",
    })
    expect(hubspotError(thrown(409, { message: "A property named 'x' already exists." }), CALL).problem).toEqual({
      kind: "conflict",
      existingId: null,
    })
  })

  it("knows an expired token from a wrong one", () => {
    expect(hubspotError(thrown(401, { category: "EXPIRED_AUTHENTICATION" }), CALL).problem).toMatchObject({
      kind: "auth",
      reason: "expired",
    })
  })

  it("never fails itself, whatever is thrown or answered", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ code: fc.integer({ min: 300, max: 600 }), body: fc.anything(), headers: fc.dictionary(fc.string(), fc.string()) }),
        ),
        (value) => {
          expect(hubspotError(value, CALL).message).toMatch(/^contacts\.create: [a-z_]+( \(\d+\))?$/)
        },
      ),
    )
  })
})

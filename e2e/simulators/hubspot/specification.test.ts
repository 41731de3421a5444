import { describe, expect, it } from "vitest"
import type { LogEntry } from "./api/world"
import { classicPath, operationsOf, specificationProblems } from "./specification"

/** Tests the specification check itself, on a specification small enough to read. */
const document = {
  paths: {
    "/crm/v3/objects/contacts/{contactId}": {
      patch: {
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Input" } } } },
        responses: { "200": { content: { "application/json": { schema: { $ref: "#/components/schemas/Record" } } } } },
      },
    },
  },
  components: {
    schemas: {
      Input: {
        type: "object",
        required: ["properties"],
        properties: { properties: { type: "object", additionalProperties: { type: "string" } } },
      },
      Record: {
        type: "object",
        required: ["id", "createdAt"],
        properties: {
          id: { type: "string" },
          createdAt: { type: "string", format: "date-time" },
          kind: { type: "string", enum: ["a", "b"] },
          toObjectId: { type: "string" },
          properties: { type: "object", additionalProperties: { type: "string" } },
          list: { type: "array", items: { type: "integer" } },
        },
      },
      Error: {
        type: "object",
        required: ["message", "category", "correlationId"],
        properties: { correlationId: { type: "string", format: "uuid" } },
      },
    },
  },
}
const specification = { documents: [document], operations: operationsOf(document) }

const problems = (entry: Partial<LogEntry>): string[] =>
  specificationProblems(specification, {
    number: 1,
    at: 0,
    method: "PATCH",
    url: "/crm/v3/objects/contacts/5?idProperty=email",
    status: 200,
    appId: 1,
    correlationId: "",
    durationMs: 0,
    fault: null,
    requestBody: { properties: { a: "x" } },
    responseBody: { id: "5", createdAt: "2026-01-01T00:00:00.000Z" },
    ...entry,
  })

describe("the specification check", () => {
  it("accepts what fits, and the known differences of the real API", () => {
    expect(problems({})).toEqual([])
    expect(problems({ url: "/crm/objects/2026-09/contacts/5" })).toEqual([])
    expect(problems({ responseBody: { id: "5", createdAt: "2026-01-01T00:00:00Z", toObjectId: 7, properties: { phone: null } } })).toEqual(
      [],
    )
    expect(problems({ status: 429, responseBody: { errorType: "RATE_LIMIT" } })).toEqual([])
  })

  it.each([
    ["a missing field", { responseBody: { id: "5" } }, "createdAt: missing"],
    ["a wrong type", { responseBody: { id: 5, createdAt: "2026-01-01T00:00:00Z" } }, "id: not a string"],
    ["a wrong date", { responseBody: { id: "5", createdAt: "yesterday" } }, "is not a date and time"],
    ["a value outside its enum", { responseBody: { id: "5", createdAt: "2026-01-01T00:00:00Z", kind: "c" } }, "is none of a, b"],
    ["an unknown field", { responseBody: { id: "5", createdAt: "2026-01-01T00:00:00Z", extra: 1 } }, "extra: not in the specification"],
    ["a wrong item", { responseBody: { id: "5", createdAt: "2026-01-01T00:00:00Z", list: [1, "2"] } }, "list[1]: not an integer"],
    ["a request that does not fit", { requestBody: { properties: { a: 5 } } }, "properties.a: not a string"],
    ["a status it does not know", { status: 201 }, "knows no such status"],
    ["an operation it does not know", { url: "/crm/v3/objects/contacts" }, "no such operation"],
    ["an error without its parts", { status: 400, responseBody: { message: "m", correlationId: "1" } }, "category: missing"],
  ])("refuses %s", (_name, entry, words) => {
    expect(problems(entry).join("\n")).toContain(words)
  })

  it("reads dated paths as the classic ones", () => {
    expect(classicPath("/crm/objects/2026-03/0-1/batch/read")).toBe("/crm/v3/objects/contacts/batch/read")
    expect(classicPath("/crm/objects/2026-03/deals/5/associations/contacts/6")).toBe("/crm/v4/objects/deals/5/associations/contacts/6")
    expect(classicPath("/crm/associations/2026-09/deals/contacts/batch/read")).toBe("/crm/v4/associations/deals/contacts/batch/read")
  })
})

import { expect, test } from "vitest"
import { LeadBody } from "./lead-body"

const read = (body: Record<string, unknown>) => LeadBody.parse({ channel: "partner", ...body })

test.each([
  [{ Phone: "0501112233" }, { phone: "0501112233" }],
  [{ phoneNumber: 971501112233 }, { phone: "971501112233" }],
  [
    { name: "Lina", mobile: "0501112233" },
    { name: "Lina", phone: "0501112233" },
  ],
  [{ phone: "0501112233", whatsapp: "0504445566" }, { phone: "0501112233 ; 0504445566" }],
  [{ phone: { value: "0501112233" } }, { phone: "0501112233" }],
  [{ phone: { number: "501112233", country: "SA" } }, { phone: "501112233", phone_country: "SA" }],
  [
    { phone: [{ value: "0501112233" }], emails: ["a@mail.example"] },
    { phone: "0501112233", email: "a@mail.example" },
  ],
  [
    { firstName: "Lina", lastName: "Saab", Email: "a@mail.example" },
    { name: "Lina Saab", email: "a@mail.example" },
  ],
  [{ name: { first: "Lina", last: "Saab" } }, { name: "Lina Saab" }],
  [
    { Name: "Lina", Message: "Hello", Country: "KSA" },
    { name: "Lina", message: "Hello", country: "KSA" },
  ],
  [{ phone: "", Mobile: "0501112233" }, { phone: "0501112233" }],
] as const)("%j is %j", (body, lead) => expect(read(body)).toMatchObject(lead))

test.each(["Partner", " partner ", "PARTNER"])("%s is the channel partner", (channel) =>
  expect(read({ channel, phone: "0501112233" }).channel).toBe("partner"),
)
test.each(["Walk-in", "walk in", "WALK_IN", "walkin", "Walk-In"])("%s is the channel walk_in", (channel) =>
  expect(read({ channel, phone: "0501112233" }).channel).toBe("walk_in"),
)

test("what is written as documented stays, and other keys are kept", () => {
  const body = { channel: "partner", name: "Lina", phone: "0501112233", country_code: "+966", agent_phone: "0559990001", colour: "red" }
  expect(read(body)).toMatchObject(body)
  expect(read({ name: "Lina", customer_name: "Omar" })).toMatchObject({ name: "Lina", customer_name: "Omar" })
})

test("a key of any name is only a key", () => {
  expect(read(JSON.parse('{"phone":"0501112233","__proto__":{"admin":true},"toString":1}'))).toMatchObject({ phone: "0501112233" })
})

test("a lead without anything that names the person is still refused", () => {
  expect(LeadBody.safeParse({ channel: "partner", agent_phone: "0559990001" }).success).toBe(false)
  expect(LeadBody.safeParse({ channel: "carrier pigeon", phone: "0501112233" }).success).toBe(false)
})

test.each(["occurred_at", "created_at", "createdAt", "submitted_at"])("%s is when the person came", (key) => {
  expect(read({ phone: "0501112233", [key]: "2026-05-03" })).toMatchObject({ occurredAt: "2026-05-03" })
})

test("an id counts in either spelling", () => {
  expect(read({ phone: "0501112233", external_id: "A7" })).toMatchObject({ externalId: "A7" })
  expect(read({ phone: "0501112233", externalId: "A7", external_id: "B8" })).toMatchObject({ externalId: "A7", external_id: "B8" })
})

test("a lead inside data is read, and data beside a lead is kept", () => {
  expect(read({ data: { full_name: "Lina", phone: "0501112233" } })).toMatchObject({ name: "Lina", phone: "0501112233" })
  expect(read({ phone: "0501112233", data: { phone: "0504445566" } })).toMatchObject({ phone: "0501112233", data: { phone: "0504445566" } })
})

test("a name in a list is one name", () => expect(read({ name: ["Lina", "Saab"] })).toMatchObject({ name: "Lina Saab" }))

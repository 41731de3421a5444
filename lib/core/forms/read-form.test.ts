import { expect, test } from "vitest"
import { keyMeaning } from "./key-meaning"
import { readForm } from "./read-form"

const meaning = (...path: string[]) => keyMeaning(path).field

test.each([
  [
    "name",
    [
      "Name",
      "NAME",
      "full-name",
      "fullName",
      "your_name",
      "Your Name *",
      "No Label name",
      "Customer name",
      "Guest Name",
      "الاسم الكامل",
      "اسمك",
      "contact",
    ],
  ],
  ["first_name", ["fname", "First Name", "firstName", "input_first_name", "الاسم الأول"]],
  ["last_name", ["lname", "Surname", "lastName", "family-name", "اسم العائلة"]],
  ["email", ["E-Mail", "emailAddress", "your-email", "email-423", "Work email", "Email (required)", "البريد الإلكتروني", "ايميلك"]],
  [
    "phone",
    [
      "Phone",
      "mobile_number",
      "Mobile No.",
      "No Label phone",
      "tel-742",
      "phoneNumber",
      "WhatsApp",
      "whatsapp_no",
      "What is your phone number?",
      "Contact Number",
      "driver_mobile",
      "رقم الجوال",
      "رقم الواتساب",
      "الهاتف",
    ],
  ],
  ["message", ["Message", "your-message", "Comments", "How can we help you?", "enquiry", "رسالتك"]],
  ["vehicle", ["car", "Vehicle of interest", "Which car would you like?", "السيارة"]],
  ["vehicle_class", ["car_type", "Vehicle Category"]],
  ["pickup_date", ["pickup_date", "Pick-up Date", "pickupDate", "rental start date", "تاريخ الاستلام"]],
  ["return_date", ["drop-off date", "returnDate", "end_date", "تاريخ التسليم"]],
  ["company", ["company", "Company Name", "اسم الشركة"]],
  ["name", ["Full_Name__c", "Your good name", "姓名", "Pangalan", "Imię i nazwisko"]],
  ["phone", ["手机号", "Numero ng telepono", "cep telefonu", "Mobile__c"]],
  ["submitted_at", ["submitted_at", "Submission Date", "timestamp"]],
] as const)("%s is known under %j", (field, keys) => {
  for (const key of keys) expect(meaning(key), key).toBe(field)
})

test.each([
  "agent_phone",
  "referrer email",
  "friend's name",
  "emergency_contact_number",
  "passport number",
  "flight number",
  "license plate",
  "booking_reference",
  "phone_consent",
  "email_opt_in",
  "newsletter",
  "HasOptedOutOfEmail",
  "hs_email_optout",
  "Do Not Call",
  "phone type",
  "username",
  "file name",
  "campaign name",
  "number of passengers",
  "date of birth",
  "emirates_id",
])("%s is not the person's name, phone, email or dates", (key) => expect(meaning(key)).toBeNull())

test("keys are read through what forms wrap them in", () => {
  const form = readForm({
    "form_fields[name]": "Nouf",
    "fields[email][value]": "nouf@mail.example",
    data: { contact: { phone: "0501234567" }, "Car model": "Patrol" },
    answers: [
      { question: "What is your budget?", answer: "300" },
      { type: "date", date: "2026-12-01", field: { ref: "pickup_date", title: "Pick-up date" } },
    ],
  })
  expect(["name", "email", "phone", "vehicle", "budget", "pickup_date"].map((field) => form.first(field as never))).toEqual([
    "Nouf",
    "nouf@mail.example",
    "0501234567",
    "Patrol",
    "300",
    "2026-12-01",
  ])
})

test.each([
  [{ inputs: [{ id: "phone", val: "0501234567" }] }, "phone", "0501234567"],
  [{ answers: [{ type: "email", email: "a@b.example", field: { id: "x1", type: "email", ref: "email" } }] }, "email", "a@b.example"],
  [{ fields: [{ name: "phone", value: "0501234567" }] }, "phone", "0501234567"],
  [{ user_column_data: [{ column_name: "User Phone", string_value: "0501234567", column_id: "PHONE_NUMBER" }] }, "phone", "0501234567"],
  [{ field_data: [{ name: "full_name", values: ["Sara K"] }] }, "name", "Sara K"],
  [{ payload: { data: { Name: "Sara K" } } }, "name", "Sara K"],
  [{ q3_fullName: { first: "Sara", last: "K" } }, "name", "Sara K"],
  [{ name: { first: "Omar", middle: "Ali", last: "Demo" } }, "name", "Omar Ali Demo"],
  [{ phone: { full: "(050) 123-4567" } }, "phone", "(050) 123-4567"],
  [{ phone: { area: "050", phone: "1234567" } }, "phone", "050 1234567"],
  [{ phone: ["", "0501234567"] }, "phone", "0501234567"],
  [{ vehicle: ["Patrol", "Tahoe"] }, "vehicle", "Patrol, Tahoe"],
  [{ car: { label: "Nissan Patrol", value: "" } }, "vehicle", "Nissan Patrol"],
  [{ pickup_date: { day: "3", month: "4", year: "2026" } }, "pickup_date", "2026-04-03"],
] as const)("%j has a %s", (body, field, value) => expect(readForm(body).first(field)).toBe(value))

test("a key that says nothing is read by what its value looks like, one that contradicts its value too", () => {
  const form = readForm({
    contact: "0501234567",
    field_3: "sara@mail.example",
    "1.3": "Sara",
    "Email or phone": "0507654321",
    phone: "omar@mail.example",
  })
  expect(form.all("phone")).toEqual(["0501234567", "0507654321"])
  expect(form.all("email")).toEqual(["sara@mail.example", "omar@mail.example"])
  expect(form.keys.find(({ key }) => key === "1.3")?.readAs).toBeNull()
})

test("no number is a phone because it is long: only a mute key is read by its looks", () => {
  const form = readForm({ "order no": "0501234567", passport: "971501234567", amount_paid: "501234567", field_9: "2026-12-20" })
  expect(form.all("phone")).toEqual([])
})

test("all numbers and addresses of a form count, a name in the vocabulary before one that only contains it", () => {
  const form = readForm({ "alternate phone": "0507654321", phone: "0501234567", whatsapp: "0509999999" })
  expect(form.all("phone")).toEqual(["0501234567", "0509999999", "0507654321"])
})

test("an admin's choice comes first, also that a key is nothing", () => {
  const form = readForm(
    { "1.3": "Layla", "1.6": "Haddad", phone: "0501234567" },
    { "1.3": "first_name", "1.6": "last_name", phone: "nothing" },
  )
  expect([form.first("first_name"), form.first("last_name"), form.first("phone")]).toEqual(["Layla", "Haddad", null])
})

test("whatever is sent is read without failing", () => {
  const deep = Array.from({ length: 30 }).reduce<unknown>((inner) => ({ inner, list: [inner] }), "x")
  for (const body of [
    {},
    { "": "" },
    { "[]": 1 },
    { name: null },
    { phone: [[]] },
    { deep },
    { json: "[".repeat(30_000) + "]".repeat(30_000) },
    { json: '{"a":' },
    JSON.parse('{"__proto__":{"phone":1},"x[__proto__][y]":2}'),
    { "a[b": { toString: 1 } },
  ])
    expect(readForm(body as never).keys).toBeInstanceOf(Array)
})

test.each<[Record<string, unknown>, string, string]>([
  [{ "Rental Start Date": "2026-11-01", "Rental End Date": "2026-11-05" }, "2026-11-01", "2026-11-05"],
  [{ rental_start_date: "2026-11-01", rental_end_date: "2026-11-05" }, "2026-11-01", "2026-11-05"],
  [{ pickup_datetime: "2026-11-01 10:00", return_datetime: "2026-11-05 10:00" }, "2026-11-01 10:00", "2026-11-05 10:00"],
  [{ "Booking Start": "2026-11-01", "Booking End": "2026-11-05" }, "2026-11-01", "2026-11-05"],
  [{ "تاريخ بداية الايجار": "2026-11-01", "تاريخ نهاية الايجار": "2026-11-05" }, "2026-11-01", "2026-11-05"],
  [{ collection_date: "2026-11-05", delivery_date: "2026-11-01" }, "2026-11-01", "2026-11-05"],
])("%j is a rental from %s to %s", (body, from, to) => {
  const form = readForm(body)
  expect([form.all("pickup_date"), form.all("return_date")]).toEqual([[from], [to]])
})

test("a collection without a delivery is where the rental begins", () => {
  expect(readForm({ "Collection date": "2026-11-01" }).first("pickup_date")).toBe("2026-11-01")
})

test("an answer is its value before its label", () => {
  const form = readForm({
    responses: { name: { label: "your_name", value: "Layla" } },
    phone: { label: "Mobile", text: "0501234567" },
  })
  expect([form.first("name"), form.first("phone")]).toEqual(["Layla", "0501234567"])
})

test("a lead in a list is read although it carries a name beside its answers", () => {
  const ad = readForm({
    entry: [
      {
        ad_name: "Summer",
        changes: [
          { field: "full_name", value: "Layla" },
          { field: "phone_number", value: "+971501234567" },
        ],
      },
    ],
  })
  expect([ad.first("name"), ad.first("phone")]).toEqual(["Layla", "+971501234567"])
  const crm = readForm({
    "leads[add][0][name]": "Deal 7",
    "contacts[add][0][name]": "Layla",
    "contacts[add][0][custom_fields][0][name]": "Phone",
    "contacts[add][0][custom_fields][0][values][0][value]": "+971501234567",
  })
  expect([crm.first("name"), crm.first("phone")]).toEqual(["Layla", "+971501234567"])
})

test("choices of a question and products in a basket are not the person's", () => {
  const form = readForm({
    phone: "0501234567",
    questions: [{ title: "Reach me by", choices: [{ label: "Email", value: "mail" }] }],
    items: [{ name: "BMW X5", price: { amount: 1 } }],
  })
  expect([form.first("name"), form.first("email")]).toEqual([null, null])
})

test("names stand under the keys of page builders", () => {
  expect(readForm({ et_pb_contact_name_0: "Layla" }).first("name")).toBe("Layla")
  expect(readForm({ "mf-listing-fname": "Layla" }).first("first_name")).toBe("Layla")
  expect(readForm({ "acf[field_x_name]": "Layla" }).first("name")).toBe("Layla")
})

test("a body is the message where words stand in it, and else a wrapper", () => {
  expect(readForm({ phone: "0501234567", body: "I need a car" }).first("message")).toBe("I need a car")
  expect(readForm({ body: '{"phone":"0501234567"}' }).first("phone")).toBe("0501234567")
})

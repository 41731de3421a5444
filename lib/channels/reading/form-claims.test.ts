import { expect, test } from "vitest"
import { readForm } from "@/lib/core/forms/read-form"
import { formClaims, formIdentities, unknownFields } from "./form-claims"

/** What is claimed about the person: contacts, then fields. */
function claimed(body: Readonly<Record<string, unknown>>) {
  const form = readForm(body)
  const identities = formIdentities(form).map(({ raw }) => raw)
  return [...identities, ...formClaims(form).map(({ field, value }) => `${field}: ${value}`)]
}

const LINA = { name: "Lina Saab", phone: "0504445566", email: "lina@mail.example" }
const OF_LINA = ["0504445566", "lina@mail.example", "name: Lina Saab"]

test.each([
  ["who made the record", { created_by: { name: "Tariq", email: "tariq@rent.example" } }],
  ["who changed it", { "modified_by.email": "tariq@rent.example", updatedBy: "tariq@rent.example" }],
  ["a signed-in colleague", { user: { name: "Tariq", email: "tariq@rent.example", phone: "0559990001" } }],
  ["the branch", { branch: { name: "Deira", email: "deira@rent.example", phone: "045550001" } }],
  [
    "the mailer",
    { to_email: "leads@rent.example", from_email: "wp@rent.example", notification_email: "ops@rent.example", cc: "b@rent.example" },
  ],
  ["the author of a page", { author: { name: "Editor", email: "editor@rent.example" } }],
  ["passengers", { passenger_phone: "0559990002", "Second driver mobile": "0559990003" }],
  ["the family", { "Parent's phone": "0559990004", mother_mobile: "0559990005", father: { name: "Sami", phone: "0559990006" } }],
  ["who recommended us", { referral_phone: "0559990007", referral: { email: "ref@mail.example" } }],
  ["several people in a list", { attendees: [LINA, { name: "Omar", phone: "0559990008" }] }],
] as const)("%s is not the person", (_, others) => {
  expect(claimed({ ...LINA, ...others })).toEqual(OF_LINA)
  expect(claimed({ ...others, ...LINA })).toEqual(OF_LINA)
})

test("a contact inside an object that may be somebody else's counts where the form has no other", () => {
  expect(claimed({ message: "hello", extra: { email: "lina@mail.example" } })).toEqual(["lina@mail.example"])
  expect(claimed({ email: "lina@mail.example", extra: { email: "other@mail.example", phone: "0504445566" } })).toEqual([
    "0504445566",
    "lina@mail.example",
  ])
})

test.each([
  [{ campaign: { name: "Winter" } }, []],
  [{ site: { name: "rent.example" } }, []],
  [{ event: { name: "lead.created" } }, []],
  [{ form: { name: "Airport form", id: "9" } }, []],
  [{ car: { name: "Toyota Prado" } }, ["vehicle: Toyota Prado"]],
  [{ company: { name: "Saab Trading" } }, ["company: Saab Trading"]],
] as const)("the name in %j is not the person's", (thing, fields) => {
  expect(claimed({ ...thing, phone: "0504445566" })).toEqual(["0504445566", ...fields])
  expect(claimed({ ...thing, phone: "0504445566", first_name: "Lina" })).toEqual(["0504445566", "name: Lina", ...fields])
})

test.each([
  [
    { payload: { name: "Airport form", data: { "First Name": "Lina", "Last Name": "Saab", Phone: "0504445566" } } },
    ["0504445566", "name: Lina Saab"],
  ],
  [{ payload: { name: "Airport form", data: { Phone: "0504445566" } } }, ["0504445566"]],
  [{ "form[name]": "Lina Saab", "form[phone]": "0504445566" }, ["0504445566", "name: Lina Saab"]],
  [
    {
      fields: [
        { objectTypeId: "0-1", name: "firstname", value: "Lina" },
        { objectTypeId: "0-2", name: "name", value: "Saab Trading" },
      ],
    },
    ["name: Lina", "company: Saab Trading"],
  ],
  [{ name: "Saab", vorname: "Lina" }, ["name: Lina Saab"]],
  [{ name: "Lina", last_name: "Saab" }, ["name: Lina Saab"]],
] as const)("%j has the person's name only", (body, expected) => expect(claimed(body)).toEqual(expected))

test.each([
  [
    "its definition",
    {
      form_response: {
        definition: {
          fields: [
            { id: "a1", title: "Your name", ref: "Xk2pQ" },
            { id: "a2", title: "Car", ref: "Rt9" },
          ],
        },
        answers: [
          { type: "text", text: "Lina Saab", field: { id: "a1", ref: "Xk2pQ" } },
          { type: "choice", choice: { label: "Prado" }, field: { id: "a2", ref: "Rt9" } },
          { type: "phone_number", phone_number: "+971504445566", field: { id: "a3", ref: "Uu77xQ" } },
        ],
      },
    },
    ["+971504445566", "name: Lina Saab", "vehicle: Prado"],
  ],
  [
    "JSON in a string",
    { rawRequest: JSON.stringify({ q3_name: { first: "Lina", last: "Saab" }, q4_phone: { full: "(050) 444-5566" } }), formTitle: "Rent" },
    ["(050) 444-5566", "name: Lina Saab"],
  ],
  [
    "JSON in a string of a list",
    { "data.json": '[{"label":"Name","value":"Lina Saab"},{"label":"Mobile","value":"0504445566"}]' },
    ["0504445566", "name: Lina Saab"],
  ],
  [
    "a list of fields",
    {
      fields: [
        { name: "name", value: "Lina Saab" },
        { name: "tel", value: "0504445566" },
      ],
    },
    ["0504445566", "name: Lina Saab"],
  ],
  [
    "changes",
    {
      entry: [
        {
          id: "7",
          changes: [
            { field: "name", value: "Lina Saab" },
            { field: "phone_number", value: "0504445566" },
          ],
        },
      ],
    },
    ["0504445566", "name: Lina Saab"],
  ],
  [
    "details of answers",
    {
      formResponse: {
        answers: [
          { questionId: 1, name: "firstName", answerDetails: { textQuestionAnswer: { answer: "Lina" } } },
          { questionId: 2, name: "phoneNumber", answerDetails: { textQuestionAnswer: { answer: "0504445566" } } },
        ],
      },
    },
    ["0504445566", "name: Lina"],
  ],
  [
    "other words for label and value",
    {
      fields: [
        { FieldName: "Name", FieldValue: "Lina Saab" },
        { Label: "Phone", Value: "0504445566" },
        { Attribute: "Car", Value: "Prado" },
      ],
    },
    ["0504445566", "name: Lina Saab", "vehicle: Prado"],
  ],
  [
    "lead ads",
    {
      user_column_data: [
        { column_id: "FULL_NAME", string_value: "Lina Saab" },
        { column_id: "WORK_EMAIL", string_value: "lina@mail.example" },
      ],
      google_key: "s3cret",
    },
    ["lina@mail.example", "name: Lina Saab"],
  ],
  [
    "bracketed answers",
    { "fields[1][key]": "name", "fields[1][value]": "Lina Saab", "fields[2][key]": "phone_17", "fields[2][value]": "0504445566" },
    ["0504445566", "name: Lina Saab"],
  ],
  ["a bracketed phone in parts", { "q5_phone5[area]": "050", "q5_phone5[phone]": "4445566" }, ["050 4445566"]],
  ["a type that names another key", { fields: { "0": { name: "Name", type: "name", value: "Lina Saab", id: 0 } } }, ["name: Lina Saab"]],
  ["numbered parts of a name", { "7.3": "Lina", "7.6": "Saab", "9.1": "Street 4", "9.3": "Dubai", "9.6": "UAE" }, ["name: Lina Saab"]],
  [
    "ids of options",
    {
      data: {
        fields: [
          {
            key: "q1",
            label: "Car",
            type: "DROPDOWN",
            value: ["o2"],
            options: [
              { id: "o1", text: "Patrol" },
              { id: "o2", text: "Prado" },
            ],
          },
        ],
      },
    },
    ["vehicle: Prado"],
  ],
  ["questions and answers", { questions_and_answers: [{ question: "What's your name?", answer: "Lina Saab" }] }, ["name: Lina Saab"]],
  [
    "a phone library's object",
    { phone: { nationalNumber: "504445566", countryCallingCode: "971" }, mobile: { e164Number: "+971504445567" } },
    ["504445566", "+971504445567"],
  ],
] as const)("a form is read through %s", (_, body, expected) => expect(claimed(body)).toEqual(expected))

test.each([
  [
    "Email ID",
    "E-Mail ID",
    "email_id",
    "Mail ID",
    "emailid",
    "Customer Email ID",
    "Courriel",
    "Adresse e-mail",
    "Correo electrónico",
    "Электронная почта",
    "ईमेल",
    "ای میل",
    "E-posta",
    "Kontakt",
  ],
])("an address is kept under %s", (...keys) => {
  for (const key of keys) expect(claimed({ [key]: "lina@mail.example" }), key).toEqual(["lina@mail.example"])
})

test.each([
  [
    "Phone Number (with country code)",
    "WhatsApp number with country code",
    "Phone (we will contact you by phone)",
    "mobilephone",
    "mobileno",
    "contactno",
    "whatsappno",
    "wa_number",
    "phoneno",
    "التليفون",
    "رقم تليفونك",
    "رقم المحمول",
    "Téléphone",
    "Numéro de téléphone",
    "Handynummer",
    "Telefone",
    "Móvil",
    "Телефон",
    "मोबाइल नंबर",
    "موبائل نمبر",
    "Cep Telefonu",
    "Your best number to reach you",
    "Kontakt",
  ],
])("a number is kept under %s", (...keys) => {
  for (const key of keys) expect(claimed({ [key]: "0504445566" }), key).toEqual(["0504445566"])
})

test.each([
  [{ Nom: "Saab", Prénom: "Lina" }],
  [{ Vorname: "Lina", Nachname: "Saab" }],
  [{ Nombre: "Lina", Apellidos: "Saab" }],
  [{ Имя: "Lina", Фамилия: "Saab" }],
  [{ नाम: "Lina Saab" }],
  [{ نام: "Lina Saab" }],
  [{ "Ad Soyad": "Lina Saab" }],
  [{ "Full Name (as per passport)": "Lina Saab" }],
  [{ "What's your name?": "Lina Saab" }],
  [{ cust_name: "Lina Saab" }],
])("%j is a name", (body) => expect(claimed(body)).toEqual(["name: Lina Saab"]))

test("a key with brackets and the same key without are two fields, in any order", () => {
  expect(claimed({ "phone[code]": "+966", phone: "504445566" })).toEqual(["504445566"])
  expect(claimed({ phone: "504445566", "phone[code]": "+966" })).toEqual(["504445566"])
  expect(claimed({ "name[title]": "Dr", name: "Lina Saab", phone: "0504445566" })).toContain("name: Lina Saab")
})

test("an amount, an id or a number of another thing is no phone", () => {
  const others = {
    paid: "0504445566",
    "Invoice Number": "0504445566",
    tracking: "+971504445566",
    Fax: "045550001",
    ref_no: "0504445566",
    entries: 504445566,
  }
  expect(claimed({ ...others, number: 5, message: "hi" })).toEqual([])
})

test("JSON that a person wrote as their message stays text", () => {
  expect(readForm({ message: '{"a":1}' }).all("message")).toEqual(['{"a":1}'])
})

test("a flat sender is the mailer, an object of that name is who wrote", () => {
  expect(claimed({ sender_email: "wp@rent.example", message: "hi" })).toEqual([])
  expect(claimed({ sender: { name: "Lina Saab", phone: "0504445566" }, to: { email: "leads@rent.example" } })).toEqual([
    "0504445566",
    "name: Lina Saab",
  ])
})

test("a place under pick-up or return is no date", () => {
  expect(claimed({ pickup: "Dubai Airport", dropoff: "مطار دبي" })).toEqual([])
  expect(claimed({ pickup: "tomorrow", return: "12/12/2026" })).toEqual(["pickup_date: tomorrow", "return_date: 12/12/2026"])
})

test("a secret does not stand on the timeline", () => {
  const form = readForm({ phone: "0504445566", google_key: "abc", webhook_secret: "abc", access_token: "abc", colour: "red" })
  expect(unknownFields(form)).toEqual({ colour: "red" })
})

test("a second value of a field that holds one is kept with what was not understood", () => {
  expect(unknownFields(readForm({ start_date: "2026-11-01", "Rental date": "2026-11-05", phone: "0501234567" }))).toEqual({
    "Rental date": "2026-11-05",
  })
})

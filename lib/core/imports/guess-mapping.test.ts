import { expect, test } from "vitest"
import { guessMapping } from "./guess-mapping"
import { rowEvent } from "./row-event"

const PHONES = ["0501112233", "0504445566", "0507778899"]
const EMAILS = ["a@mail.example", "b@mail.example", "c@mail.example"]
const DATES = ["13/11/2026", "14/11/2026", "15/11/2026"]

/** What a column under this header is read as, beside a column of names. */
const guess = (header: string, cells: readonly string[]) =>
  guessMapping(
    ["Customer", header],
    cells.map((cell, at) => [`Lina Saab ${"abc"[at] ?? ""}`, cell]),
  ).columns[1]

test.each([
  "Agent Mobile",
  "Sales Person",
  "Emergency Contact",
  "Spouse Phone",
  "Emirates ID",
  "Booking No",
  "Invoice No.",
  "Order Number",
  "Passport",
  "Driver Licence No",
  "Created By",
  "Second driver phone",
  "Fax",
  "Tracking",
])("numbers under %s are not the customer's", (header) => expect(guess(header, PHONES)).not.toBe("phone"))

test.each(["Owner Email", "Assigned To", "Created By", "Modified By", "Account Manager", "Agent", "Branch Email", "Sent from email owner"])(
  "addresses under %s are not the customer's",
  (header) => expect(guess(header, EMAILS)).toBeNull(),
)

test("an agent's column is not taken for names", () => {
  const rows = ["Tariq Aziz", "Mona Said", "Sara Khan"].map((agent, at) => [agent, PHONES[at] ?? ""])
  expect(guessMapping(["Agent", "Mobile"], rows).columns).toEqual([null, "phone"])
})

test.each([
  [
    "occurred_at",
    DATES,
    [
      "Created On",
      "Date Added",
      "Added Time",
      "Submitted On",
      "Submission Time",
      "Lead Created Date",
      "Date/Time",
      "Created Date/Time",
      "Submit Date",
      "Enquiry Date",
      "Date of enquiry",
      "Дата",
      "Fecha",
    ],
  ],
  ["pickup_date", DATES, ["Rental From", "Pick-up Date"]],
  ["return_date", DATES, ["Rental To", "Drop Off Date"]],
  ["first_name", ["Lina", "Omar"], ["First", "Prénom", "Vorname"]],
  ["last_name", ["Saab", "Demo"], ["Last", "Nachname", "Фамилия"]],
  ["budget", ["500", "900"], ["Budget (AED)"]],
  ["email", ["", ""], ["Email ID", "Customer Email", "E-mail ID", "Courriel"]],
  ["phone", PHONES, ["Mobile #", "Contact No.1", "Phone (with country code)", "Téléphone", "Телефон", "मोबाइल"]],
  ["country", ["France", "Spain"], ["Pays", "País", "Страна", "Land", "देश", "Country of residence", "بلد الإقامة"]],
  ["phone_country", ["+971", "+966"], ["WhatsApp Code", "Phone Code", "Mobile Country Code", "ISD Code"]],
  [null, DATES, ["Modified Time", "Last Modified", "DOB", "Licence expiry date"]],
] as const)("%s is known by its header", (field, cells, headers) => {
  for (const header of headers) expect(guess(header, cells), header).toBe(field)
})

test.each(["Contact Person", "Cust Name", "Your name", "Name of Customer", "Full Name (as per passport)", "Имя", "ФИО", "Nombre"])(
  "%s is the customer's name",
  (header) => expect(guessMapping([header, "Mobile"], [["Lina", "0501112233"]]).columns).toEqual(["name", "phone"]),
)

function phonesOf(columns: readonly string[], cells: readonly string[]) {
  const mapping = guessMapping(columns, [cells])
  const reading = rowEvent(
    {
      contacts: "stated" as const,
      mapping,
      columns,
      channel: "import",
      source: null,
      fileName: "f.csv",
      importedAt: new Date("2026-11-20T08:00:00Z"),
      fileKey: "k",
      format: { dateOrder: "dmy", decimalMark: "point", timeZone: "Asia/Dubai" },
    },
    1,
    cells,
    () => "digest",
  )
  return reading.ok ? reading.event.identities.flatMap(({ kind, raw, countries }) => (kind === "phone" ? [[raw, countries]] : [])) : []
}

test("each phone column has its own dial codes", () => {
  expect(
    phonesOf(["Name", "Phone Code", "Phone", "WhatsApp Code", "WhatsApp"], ["Lina", "+971", "501112233", "+966", "504445566"]),
  ).toEqual([
    ["501112233", ["AE"]],
    ["504445566", ["SA"]],
  ])
  expect(phonesOf(["Name", "Code", "Country Code", "Mobile", "Home Phone"], ["Lina", "x", "+44", "7911123456", "2079460000"])).toEqual([
    ["7911123456", ["GB"]],
    ["2079460000", ["GB"]],
  ])
})

test.each([
  ["Mobile (+966)", "SA"],
  ["KSA Mobile", "SA"],
  ["Phone - Kuwait", "KW"],
  ["UAE mobile number", "AE"],
])("the numbers under %s are of %s", (header, country) =>
  expect(phonesOf(["Name", header], ["Lina", "0501112233"])).toEqual([["0501112233", [country]]]),
)

test.each(["Phone 1", "Phone no", "Home phone", "Primary mobile", "Phone (work)"])("%s names no country", (header) =>
  expect(phonesOf(["Name", header], ["Lina", "0501112233"])).toEqual([["0501112233", []]]),
)

test("a country that names none stands beside the phone as written; a nationality does not", () => {
  expect(phonesOf(["Name", "Mobile", "Country"], ["Lina", "0501112233", "Ruritania"])).toEqual([["0501112233", ["Ruritania"]]])
  expect(phonesOf(["Name", "Mobile", "Nationality"], ["Lina", "0501112233", "Indian"])).toEqual([["0501112233", []]])
  expect(phonesOf(["Name", "Mobile", "Country"], ["Lina", "0501112233", "N/A"])).toEqual([["0501112233", []]])
})

test("a column of dial codes in front of a phone says its country, whatever codes other columns hold", () => {
  const guess = (columns: string[], cells: string[]) => guessMapping(columns, [cells, cells]).columns
  for (const code of ["966", "+91", "00971", "966.0"])
    expect(guess(["Name", "Code", "Phone"], ["Omar Saleh", code, "551112223"]), code).toEqual(["name", "phone_country", "phone"])
  expect(guess(["Code", "Name", "Phone"], ["966", "Omar Saleh", "551112223"])[0]).toBeNull()
  expect(guess(["Name", "Code", "Phone"], ["Omar Saleh", "RAMADAN", "551112223"])[1]).toBeNull()
})

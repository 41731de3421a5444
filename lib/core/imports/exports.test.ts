import { describe, expect, it, test } from "vitest"
import { columnDamage } from "./cell-damage"
import type { ImportField } from "./fields"
import { contactSource, exportingTool, guessMapping } from "./guess-mapping"
import { whatsappRows } from "./whatsapp-chat"

const EXPORTS: Record<string, Record<string, ImportField | null>> = {
  HubSpot: {
    "Record ID": "external_id",
    "First Name": "first_name",
    "Last Name": "last_name",
    Email: "email",
    "Phone Number": "phone",
    "Mobile Phone Number": "phone",
    "Contact owner": null,
    "Lead Status": null,
    "Create Date": "occurred_at",
    "Last Activity Date": null,
    "Country/Region": "country",
    "Associated Company": "company",
  },
  "Zoho CRM": {
    "Record Id": "external_id",
    "Lead Owner": null,
    Company: "company",
    "First Name": "first_name",
    "Last Name": "last_name",
    Email: "email",
    Phone: "phone",
    Mobile: "phone",
    "Lead Source": "utm_source",
    "Lead Status": null,
    "Created Time": "occurred_at",
    "Email Opt Out": "consent",
    "Modified Time": null,
    Country: "country",
    Description: "notes",
  },
  Pipedrive: {
    "Person - Name": "name",
    "Person - Phone - Mobile": "phone",
    "Person - Phone - Work": "phone",
    "Person - Email - Work": "email",
    "Organization - Name": "company",
    "Lead - ID": "external_id",
    "Lead - Title": null,
    "Lead - Lead created": "occurred_at",
    "Lead - Value": "budget",
  },
  Salesforce: {
    "Lead ID": "external_id",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Company / Account": "company",
    Mobile: "phone",
    Email: "email",
    "Lead Source": "utm_source",
    "Lead Status": null,
    "Create Date": "occurred_at",
    "Lead Owner": null,
    "Do Not Call": "consent",
    "Email Opt Out": "consent",
  },
  "Google Contacts": {
    "First Name": "first_name",
    "Middle Name": null,
    "Last Name": "last_name",
    "Organization Name": "company",
    Notes: "notes",
    "E-mail 1 - Label": null,
    "E-mail 1 - Value": "email",
    "Phone 1 - Label": null,
    "Phone 1 - Value": "phone",
    "Phone 2 - Value": "phone",
  },
  "Meta lead ads": {
    id: "external_id",
    created_time: "occurred_at",
    ad_id: null,
    ad_name: null,
    campaign_name: "utm_campaign",
    form_name: null,
    is_organic: null,
    platform: "utm_source",
    full_name: "name",
    phone_number: "phone",
    email: "email",
    lead_status: null,
  },
}

describe("an export of another tool is recognised by its headers and mapped as that tool means them", () => {
  it.each(Object.keys(EXPORTS))("%s", (tool) => {
    const headers = Object.keys(EXPORTS[tool] ?? {})
    expect(exportingTool(headers)).toBe(tool)
    expect(Object.fromEntries(guessMapping(headers, []).columns.map((field, at) => [headers[at], field]))).toEqual(EXPORTS[tool])
  })

  it.each([
    [
      "Zoho CRM",
      ["Record Id", "Contact Owner", "First Name", "Last Name", "Account Name", "Email", "Phone", "Lead Source", "Created Time"],
    ],
    ["Zoho CRM", ["Record Id", "Lead Owner", "Company", "First Name", "Last Name", "Email", "Mobile", "Lead Status", "Created Time"]],
    ["HubSpot", ["Record ID - Contact", "First Name", "Email", "Contact owner", "Create Date", "Lead Status"]],
    ["HubSpot", ["Record ID", "Deal Name", "Deal Stage", "Close Date", "Amount", "Associated Contact"]],
    ["Salesforce", ["Lead Owner", "First Name", "Last Name", "Company / Account", "Mobile", "Lead Status", "Create Date"]],
    ["Pipedrive", ["Name", "Phone", "Person created", "Owner"]],
  ])("%s, by %j", (tool, headers) => expect(exportingTool(headers)).toBe(tool))

  it("a list of one's own is none of them", () => {
    for (const headers of [
      ["Name", "Mobile", "Email"],
      ["First Name", "Last Name", "Phone"],
      ["id", "name", "created_at"],
      ["الاسم", "الجوال"],
    ])
      expect(exportingTool(headers)).toBeNull()
  })
})

test("a column of dial codes is read with the phone beside it", () => {
  expect(guessMapping(["Name", "Country Code", "Mobile", "Country"], [["Ali", "+966", "501234567", "Jordan"]]).columns).toEqual([
    "name",
    "phone_country",
    "phone",
    "country",
  ])
})

test("each date column is read in the order that it shows; one that shows none follows the file", () => {
  const orders = (header: string[], rows: string[][]) => {
    const { dateOrder, rules } = guessMapping(header, rows)
    return { dateOrder, rules }
  }
  const monthFirst = [["03/14/2026"], ["04/05/2026"]]
  expect(orders(["Pickup date"], monthFirst)).toEqual({ dateOrder: "mdy", rules: {} })
  expect(
    orders(
      ["Created time", "Pickup date"],
      [
        ["05/06/2026", "03/14/2026"],
        ["06/06/2026", "04/05/2026"],
      ],
    ),
  ).toEqual({ dateOrder: "mdy", rules: {} })
  expect(
    orders(
      ["Created time", "Pickup date"],
      [
        ["25/06/2026", "03/14/2026"],
        ["06/06/2026", "04/05/2026"],
      ],
    ),
  ).toEqual({
    dateOrder: "dmy",
    rules: { "1": { dateOrder: "mdy" } },
  })
  expect(orders(["Return date", "Name", "Pickup date"], [["25/06/2026", "Ali", "03/14/2026"]])).toEqual({
    dateOrder: "mdy",
    rules: { "0": { dateOrder: "dmy" } },
  })
  expect(orders(["Pickup date"], [["03/04/2026"]])).toEqual({ dateOrder: "dmy", rules: {} })
})

describe("a chat exported from WhatsApp", () => {
  const android = [
    "12/11/2026, 10:21 - Messages and calls are end-to-end encrypted.",
    "12/11/2026, 10:22 - Reem Darwish: Hello, is the Patrol free?",
    "From Friday to Sunday",
    "12/11/2026, 10:25 - Falcon Cars: Yes: AED 900",
    "12/11/2026, 10:26 - Reem Darwish: <Media omitted>",
  ].join("\n")

  it("becomes one enquiry of the person it is with, with all that was said", () => {
    const [row, ...others] = whatsappRows(android, "WhatsApp Chat with Reem Darwish.txt") ?? []
    expect(others).toEqual([])
    expect(row?.slice(0, 3)).toEqual(["12/11/2026 10:22", "Reem Darwish", ""])
    expect(row?.[3]).toBe(
      "Reem Darwish: Hello, is the Patrol free?\nFrom Friday to Sunday\nFalcon Cars: Yes: AED 900\nReem Darwish: <Media omitted>",
    )
  })

  it("is known by the unsaved number, in the format of an iPhone and with Arabic digits", () => {
    const ios = "[\u200e12/11/26, 9:05:11\u202fPM] \u202a+971 50 123 4567\u202c: Hi\r\n[12/11/26, 9:06:00\u202fPM] Falcon: Hello\r\n"
    expect(whatsappRows(ios, "_chat.txt")?.map((row) => row.slice(0, 3))).toEqual([["12/11/26 9:05:11 PM", "", "+971 50 123 4567"]])
    const arabic = "١٢‏/١١‏/٢٠٢٦، ١٠:٢٢ م - ريم: مرحبا\n١٢‏/١١‏/٢٠٢٦، ١٠:٢٣ م - الصقر: أهلا"
    expect(whatsappRows(arabic, "دردشة واتساب مع ريم.txt")?.[0]?.slice(0, 2)).toEqual(["12/11/2026 10:22 م", "ريم"])
  })

  it("of a group has a row for each person", () => {
    const group = ["A", "B", "+971 50 123 4567"].map((who, at) => `12/11/2026, 10:2${at} - ${who}: Hi from ${who}`).join("\n")
    expect(whatsappRows(group, "WhatsApp Chat with Cars.txt")?.map((row) => [row[1], row[2], row[3]])).toEqual([
      ["A", "", "A: Hi from A"],
      ["B", "", "B: Hi from B"],
      ["", "+971 50 123 4567", "+971 50 123 4567: Hi from +971 50 123 4567"],
    ])
  })

  it("is not seen in any other text", () => {
    for (const text of ["Name,Phone\nAli,050", "12/11/2026,Ali,050\n13/11/2026,Sara,055", "", "Notes of 12/11/2026, 10:22 - hello"])
      expect(whatsappRows(text, "list.csv")).toBeNull()
  })
})

test("what a spreadsheet destroyed is said of the column, with how many and an example", () => {
  const mapping = guessMapping(["Name", "Mobile", "Fee"], [])
  const rows = [
    ["Jos\ufffd", "9.71501E+11", "1.2E+3"],
    ["Sara", "5.689918E+8", ""],
    ["Omar", "#ERROR!", ""],
    ["Lina", "########", ""],
    ["Amal", "9.71501234567E+11", ""],
    ["Huda", "0501234567", ""],
    ["Noor", "971522000000", ""],
    ["Rana", "971522000000", ""],
  ]
  expect(columnDamage(mapping, rows)).toEqual([
    { column: 0, damage: "broken_text", count: 1, of: 8, example: "Jos\ufffd" },
    { column: 1, damage: "rounded", count: 4, of: 8, example: "9.71501E+11" },
    { column: 1, damage: "formula_error", count: 1, of: 8, example: "#ERROR!" },
    { column: 1, damage: "too_narrow", count: 1, of: 8, example: "########" },
  ])
})

test("a number in a CRM's export or a chat's is known to be in use, one in any other file was typed", () => {
  const tools = [
    ["Record ID", "First Name", "Last Name", "Lifecycle Stage", "Phone Number"],
    ["WhatsApp date", "WhatsApp name", "WhatsApp number", "WhatsApp chat"],
    ["Name", "Phone"],
  ]
  expect(tools.map(contactSource)).toEqual(["crm", "provider", "stated"])
})

test.each(["Submit Time", "Erstellt am", "Дата создания", "تاریخ"])("%s is the date of the enquiry", (header) =>
  expect(guessMapping(["Name", header], []).columns[1]).toBe("occurred_at"),
)

test("the display name beside an address is no address", () =>
  expect(
    guessMapping(["First Name", "E-mail Address", "E-mail Display Name"], [["Layla", "l@mail.example", "Layla (l@mail.example)"]]).columns,
  ).toEqual(["first_name", "email", null]))

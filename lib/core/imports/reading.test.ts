import { expect, test } from "vitest"
import { detectEncoding, textDecoder } from "@/lib/core/encoding/encodings"
import { detectDelimiter, looksLikeHeader } from "./csv-text"
import { guessMapping } from "./guess-mapping"
import { firstRows } from "./parse-csv"
import { DEFAULT_FORMAT } from "@/lib/core/input-format"
import { rowEvent, type RowSource } from "./row-event"

function utf16(text: string, isBig = false) {
  const bytes = Buffer.from(text, "utf16le")
  return isBig ? bytes.swap16() : bytes
}
/** Arabic in windows-1256, for the letters used here. */
const CP1256: Record<string, number> = { م: 0xe3, ح: 0xcd, د: 0xcf, ا: 0xc7, ل: 0xe1, س: 0xd3, ع: 0xda, ي: 0xed, " ": 0x20 }
const windows1256 = (text: string) => Buffer.from([...text].map((char) => CP1256[char] ?? char.charCodeAt(0)))

test("an encoding is recognised by its mark, by being valid, or by where its high bytes are", () => {
  expect(detectEncoding(Buffer.from("name,phone\nمحمد,050"))).toBe("utf-8")
  expect(detectEncoding(Buffer.from("\u{feff}name,phone\nمحمد,050"))).toBe("utf-8")
  expect(detectEncoding(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16("name\tphone\nمحمد\t050")]))).toBe("utf-16le")
  expect(detectEncoding(Buffer.concat([Buffer.from([0xfe, 0xff]), utf16("name\tphone\nمحمد\t050", true)]))).toBe("utf-16be")
  expect(detectEncoding(utf16("name\tphone\nSaeed\t050"))).toBe("utf-16le")
  expect(detectEncoding(windows1256("name,phone\nمحمد السعيد,050\nSalem,051"))).toBe("windows-1256")
  expect(detectEncoding(Buffer.from("name;phone\nJürgen Müller;050\nRené;051", "latin1"))).toBe("windows-1252")
  expect(detectEncoding(Buffer.from("name,phone\nAndr\u00e9,050", "latin1"))).toBe("windows-1252")
  expect(detectEncoding(Buffer.from("name,phone\nAli,050"))).toBe("utf-8")
  expect(detectEncoding(utf16("الاسم,الهاتف\nمحمد السعيد,٠٥٠\nخالد ابراهيم,٠٥١", true))).toBe("utf-16be")
  expect(detectEncoding(utf16("姓名,电话\n王小明,050"))).toBe("utf-16le")
})

test("a broken byte does not change what the rest of the file is", () => {
  const file = Buffer.from("name,phone\nمحمد السعيد,050\nJosé,051\nJürgen,052")
  const broken = Buffer.concat([file.subarray(0, 40), Buffer.from([0xc9]), file.subarray(40), Buffer.from([0xe9])])
  expect(detectEncoding(broken)).toBe("utf-8")
  expect(textDecoder("utf-8")(broken, true)).toContain("محمد")
  expect(textDecoder("utf-8")(broken, true)).toContain("\ufffd")
})

test("a character that is split between two parts of a file is decoded whole", () => {
  const bytes = Buffer.from("محمد")
  const decode = textDecoder("utf-8")
  expect(decode(bytes.subarray(0, 3), false) + decode(bytes.subarray(3), true)).toBe("محمد")
})

test("the separator is the one that splits the lines evenly, or the one the file declares", () => {
  expect(detectDelimiter("name,phone\na,1\nb,2\n")).toBe(",")
  expect(detectDelimiter("name;phone;note\na;1;x, y\nb;2;z, w, v\n")).toBe(";")
  expect(detectDelimiter("name\tphone\na\t1\n")).toBe("\t")
  expect(detectDelimiter("sep=;\nname;phone\n")).toBe(";")
  expect(detectDelimiter('name,note\n"a; b; c","x;y"\n"d; e","z"\n')).toBe(",")
})

test("a lone CR inside a name is part of the name, quoted or not, and ends a row only where nothing else does", () => {
  const comma = { delimiter: "," } as const
  expect(firstRows('name,phone\n"Jean, Manda\r",050\nRy\r Gillard,051\n', comma, 10).map(({ cells }) => cells)).toEqual([
    ["name", "phone"],
    ["Jean, Manda\r", "050"],
    ["Ry\r Gillard", "051"],
  ])
  expect(firstRows("name,phone\ra,1\rb,2", comma, 10).map(({ cells }) => cells)).toEqual([
    ["name", "phone"],
    ["a", "1"],
    ["b", "2"],
  ])
})

test("rows carry the numbers a spreadsheet gives them, blank rows and the separator line included", () => {
  expect(firstRows("sep=;\nname;phone\n\n;\na;1\n", { delimiter: ";" }, 10)).toEqual([
    { rowNo: 2, cells: ["name", "phone"] },
    { rowNo: 5, cells: ["a", "1"] },
  ])
})

test("a head that ends inside a quote still shows the rows before it", () => {
  expect(firstRows('name,phone\na,1\n"b and then', { delimiter: "," }, 10).map(({ cells }) => cells)).toEqual([
    ["name", "phone"],
    ["a", "1"],
  ])
})

test("a first row of data is not a header", () => {
  expect(looksLikeHeader(["Name", "Phone 1", "الاسم"])).toBe(true)
  expect(looksLikeHeader(["Ali", "050 123 4567"])).toBe(false)
  expect(looksLikeHeader(["Ali", "ali@example.com"])).toBe(false)
})

test("columns are recognised by their headers in English and Arabic, and by their content", () => {
  const guess = (columns: string[], rows: string[][]) => guessMapping(columns, rows).columns
  expect(
    guess(["Full Name", "Mobile No.", "E-mail", "Created At", "Colour"], [["Ali", "0501234567", "a@b.ae", "2026-03-04", "red"]]),
  ).toEqual(["name", "phone", "email", "occurred_at", null])
  expect(guess(["الاسم", "رقم الهاتف", "البريد الإلكتروني", "ملاحظات"], [["محمد", "٠٥٠١٢٣٤٥٦٧", "m@b.ae", "x"]])).toEqual([
    "name",
    "phone",
    "email",
    "notes",
  ])
  expect(guess(["Contact", "Column 2", "Column 3"], [["0501234567", "a@b.ae", "Layla Haddad"]])).toEqual(["phone", "email", "name"])
  expect(guess(["firstName", "last_name", "Phone 1", "Phone 2"], [["A", "B", "0501234567", ""]])).toEqual([
    "first_name",
    "last_name",
    "phone",
    "phone",
  ])
  expect(
    guess(
      ["Kunde", "Farbe"],
      [
        ["Anna Schmidt", "rot"],
        ["Jan Kowalski", "blau"],
      ],
    ),
  ).toEqual(["name", null])
  expect(guess(["Farbe"], [["rot"], ["blau"]])).toEqual([null])
  expect(guess(["id", "name", "name"], [["1", "A", "B"]])).toEqual(["external_id", "name", null])
})

const source = (columns: string[], given: Partial<RowSource> = {}): RowSource => ({
  contacts: "stated",
  columns,
  mapping: guessMapping(columns, []),
  channel: "import",
  source: null,
  fileName: "leads.csv",
  importedAt: new Date("2026-03-10T00:00:00Z"),
  fileKey: "abc",
  format: DEFAULT_FORMAT,
  ...given,
})
const digestOf = (text: string) => `<${text}>`

test("a row becomes an event with claims, and nothing of it is lost", () => {
  const read = rowEvent(
    source(["first name", "last name", "mobile", "email", "country", "date", "colour"]),
    7,
    ["Layla", "Haddad", '="0501234567"', "a@b.ae; c@d.ae", "Saudi Arabia", "03/03/2026", "red"],
    digestOf,
  )
  expect(read).toMatchObject({
    ok: true,
    event: {
      notes: [],
      eventKey: "import:abc:7",
      occurredAt: new Date("2026-03-02T20:00:00Z"),
      identities: [
        { kind: "phone", raw: "0501234567", countries: ["SA"] },
        { kind: "email", raw: "a@b.ae; c@d.ae" },
      ],
      details: { file: "leads.csv", row: 7, columns: { colour: "red" } },
    },
  })
  if (read.ok) expect(read.event.fields[0]).toEqual({ field: "name", value: "Layla Haddad", trust: "stated" })
})

test.each([
  [["Do Not Call", "Email Opt Out"], ["1", "0"], [[false, "marketing", "Do Not Call"]]],
  [["HasOptedOutOfEmail"], ["TRUE"], [[false, "marketing", "HasOptedOutOfEmail"]]],
  [["Marketing consent", "Unsubscribed from all email"], ["yes", "2026-02-01"], [[false, "marketing", "Unsubscribed from all email"]]],
  [["DoNotCall", "Consent"], ["FALSE", "yes"], [[true, "contact", null]]],
])("the columns %j with %j state a consent", (columns, cells, consents) => {
  const read = rowEvent(source(["name", "email", ...columns]), 2, ["Layla", "a@b.ae", ...cells], digestOf)
  expect(read.ok && read.event.consents.map(({ given, purpose, textVersion }) => [given, purpose, textVersion])).toEqual(consents)
})

test("what a CRM calls a record is not the name of the person beside it", () => {
  const nameIn = (columns: string[], cells: string[]) => {
    const read = rowEvent(source([...columns, "mobile"]), 2, [...cells, "0501234567"], digestOf)
    return read.ok && read.event.fields.find(({ field }) => field === "name")?.value
  }
  expect(nameIn(["name", "first name", "last name"], ["Lead #5", "Layla", "Haddad"])).toBe("Layla Haddad")
  expect(nameIn(["name", "first name"], ["Layla Haddad", "Layla"])).toBe("Layla Haddad")
  expect(nameIn(["name", "first name"], ["", "Layla"])).toBe("Layla")
})

test("the address in brackets behind a name is the person's, unless there are several", () => {
  const emailsIn = (name: string) => {
    const read = rowEvent(source(["name"]), 2, [name], digestOf)
    return read.ok && read.event.identities.map(({ raw }) => raw)
  }
  expect(emailsIn("Layla (layla@mail.example)")).toEqual(["layla@mail.example"])
  expect(emailsIn("Layla (layla@mail.example);Omar (omar@mail.example)")).toEqual([])
})

test("a number that stands twice in a row, as dialled at home and in full, is one phone", () => {
  const read = rowEvent(
    source(["name", "mobile", "whatsapp", "email", "email 2"]),
    2,
    ["Layla", "050 123 4567", "+966501234567", "a@b.ae", "a@b.ae"],
    digestOf,
  )
  expect(read.ok && read.event.identities.map(({ raw }) => raw)).toEqual(["+966501234567", "a@b.ae"])
})

test("a row that is empty, slips out of its columns or repeats the header is rejected with the reason", () => {
  const columns = ["name", "phone"]
  const reason = (cells: string[]) => {
    const read = rowEvent(source(columns), 2, cells, digestOf)
    return read.ok ? "read" : read.reason
  }
  expect(reason(["N/A", "-"])).toBe("no name, phone, email or message")
  expect(reason(["", ""])).toBe("no name, phone, email or message")
  expect(reason(["Ali", "050", "extra"])).toMatch(/^3 cells where there are 2 columns/)
  expect(reason(["name", "phone"])).toBe("the header again")
  expect(reason(["Ali", "050", "", ""])).toBe("read")
  expect(reason(["", "12"])).toBe("read")
})

test("the other system's id identifies the row as long as the row is the same", () => {
  const columns = ["id", "name"]
  const key = (cells: string[], rowNo = 2) => {
    const read = rowEvent(source(columns), rowNo, cells, digestOf)
    return read.ok ? read.event.eventKey : ""
  }
  expect(key(["7", "Ali"], 2)).toBe(key(["7", " Ali "], 9))
  expect(key(["7", "Ali"])).not.toBe(key(["7", "Ali Hassan"]))
})

test("dates are read in the file's order; a column that does not show it uses the team's order", () => {
  const columns = ["name", "pickup date"]
  const read = (cell: string, rows: string[]) => {
    const mapping = guessMapping(
      ["name", "date"],
      rows.map((one) => ["Ali", one]),
      "mdy",
    )
    const row = rowEvent(source(columns, { format: { ...DEFAULT_FORMAT, dateOrder: mapping.dateOrder } }), 2, ["Ali", cell], digestOf)
    return row.ok ? row.event.fields.find(({ field }) => field === "pickup_date")?.value : undefined
  }
  expect(read("03/04/2026", ["25/03/2026"])).toBe("2026-04-03")
  expect(read("03/04/2026", ["03/25/2026"])).toBe("2026-03-04")
  expect(read("03/04/2026", ["03/04/2026"])).toBe("2026-03-04")
})

test("a date that is unreadable or in the future becomes the import's, one with an unreadable time becomes its day, and each is noted", () => {
  const imported = new Date("2026-03-10T00:00:00Z")
  const cases: [string, Date][] = [
    ["someday", imported],
    ["2026-12-31", imported],
    ["04/03/2026 noonish", new Date("2026-03-03T20:00:00Z")],
  ]
  for (const [text, occurredAt] of cases) {
    const row = rowEvent(source(["name", "date"]), 2, ["Ali", text], digestOf)
    expect(row).toMatchObject({ ok: true, event: { occurredAt, notes: [{ problem: "unreadable", about: "date" }] } })
    if (row.ok) expect(row.event.notes[0]?.text).toContain(`"${text}"`)
  }
})

test("other text in a column of dates or amounts is kept as written, and noted", () => {
  const row = rowEvent(source(["name", "pickup date", "budget"]), 2, ["Ali", "after Eid", "800-900"], digestOf)
  expect(row).toMatchObject({ event: { notes: [{ about: "date" }, { about: "amount" }] } })
  if (row.ok) expect(row.event.fields.map(({ value }) => value)).toEqual(["Ali", "after Eid", "800-900"])
})

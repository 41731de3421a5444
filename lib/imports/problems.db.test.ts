import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { importCellEdits, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { listLeads } from "@/lib/leads/list-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { getImport, listImportRows } from "./queries"
import { workOnImport } from "./run/work-on-import"
import { createImport } from "./setup/create-import"
import { editCell } from "./setup/edit-cell"
import { previewImport } from "./setup/preview-import"
import { ruleColumn } from "./setup/rule-column"
import { steerImport } from "./setup/steer-import"

let database: TestDatabase
let ctx: Ctx
beforeAll(async () => {
  database = await testDatabase()
  const id = newId()
  await database.db.insert(users).values({ id, email: "m@example.com", name: "Mona", role: "manager" })
  ctx = testCtx(database.db, { kind: "user", id, name: "Mona", role: "manager" })
})
afterAll(() => database.drop())

const upload = async (lines: readonly string[] | Buffer, fileName = "list.csv"): Promise<string> =>
  (await createImport(ctx, { fileName }, Buffer.isBuffer(lines) ? lines : Buffer.from(lines.join("\n")))).importId

async function work(importId: string, step?: "check" | "run"): Promise<void> {
  if (step) await steerImport(ctx, { importId, step }, { isHandedOver: false })
  await workOnImport(ctx, importId, { signal: new AbortController().signal })
}

const phonesOf = async (q: string): Promise<string[][]> => (await listLeads(ctx, { q })).data.map(({ phones }) => phones)

const MESSY = [
  "Name,Mobile,Email,Created At,Budget",
  "Rania Bakr,0508810001,rania.b@mail.example,01/11/2026,900",
  "Samer Issa,9.71508E+11,samer at mail,someday,900",
  "Tala Nimr,12,tala.n@mail.example,31/31/2026,nine hundred",
  "Wael Diab,#ERROR!,wael@@mail,02/11/2026,",
  "Yara Jos\ufffd,0508810005,,03/11/2026,1200",
]

test("values that cannot be read are counted as problems beside the outcomes, and narrow the rows down", async () => {
  const importId = await upload(MESSY)
  await work(importId, "check")
  const { checkCounts, problems } = await getImport(ctx, { importId })
  expect(checkCounts).toMatchObject({ new: 5, unreadable: 0 })
  expect(problems).toEqual({ phone: 2, rounded_phone: 1, email: 2, date: 2, amount: 1, text: 1 })
  const rowsWith = async (problem: "phone" | "date") => (await listImportRows(ctx, { importId, problem })).data.map(({ rowNo }) => rowNo)
  expect(await rowsWith("phone")).toEqual([4, 5])
  expect(await rowsWith("date")).toEqual([3, 4])
  const first = await listImportRows(ctx, { importId, problem: "phone", limit: 1 })
  expect(first.nextAfter).toBe(4)
})

test("a cell mended in place takes its problem away, and comes in as it was mended", async () => {
  const importId = await upload(MESSY.map((line) => line.replaceAll("05088", "05087").replace("9.71508E+11", "9.71507E+11")))
  await work(importId, "check")
  const answer = await editCell(ctx, { importId, rowNo: 4, column: 1, value: "050 871 0003" })
  expect(answer).toMatchObject({ isReadable: true, problems: ["date", "amount"] })
  expect((await editCell(ctx, { importId, rowNo: 4, column: 3, value: "31/10/2026" })).problems).toEqual(["amount"])
  expect((await getImport(ctx, { importId })).problems).toMatchObject({ phone: 1, date: 1 })
  await work(importId, "check")
  expect((await getImport(ctx, { importId })).problems).toMatchObject({ phone: 1, date: 1 })
  await work(importId, "run")
  expect(await phonesOf("Tala Nimr")).toContainEqual(["+971508710003"])
  await expect(editCell(ctx, { importId, rowNo: 5, column: 1, value: "0508710004" })).rejects.toMatchObject({ code: "conflict" })
  expect(await database.db.select().from(importCellEdits).where(eq(importCellEdits.importId, importId))).toEqual([])
})

test("a row that said nobody becomes one that can be imported", async () => {
  const importId = await upload(["Name,Mobile", ",", "Ziad Omar,0508820001", ",-"])
  await work(importId, "check")
  expect((await getImport(ctx, { importId })).checkCounts).toMatchObject({ new: 1, unreadable: 1 })
  await editCell(ctx, { importId, rowNo: 4, column: 1, value: "0508820002" })
  expect((await getImport(ctx, { importId })).checkCounts).toMatchObject({ unreadable: 0 })
  await work(importId, "run")
  expect((await getImport(ctx, { importId })).counts).toMatchObject({ new: 2, unreadable: 0 })
  expect(await phonesOf("0508820002")).toEqual([["+971508820002"]])
})

test("a rule mends a whole column: the country of its numbers, the order of its dates", async () => {
  const importId = await upload([
    "Name,Mobile,Work phone,Created At",
    "Rule One,512345601,042345678,11/02/2026",
    "Rule Two,512345602,042345679,11/03/2026",
  ])
  await work(importId, "check")
  expect((await getImport(ctx, { importId })).problems).toEqual({ phone: 2 })
  await ruleColumn(ctx, { importId, column: 1, rule: { country: "SA" } })
  await work(importId)
  await ruleColumn(ctx, { importId, column: 3, rule: { dateOrder: "mdy" } })
  await work(importId)
  expect(await getImport(ctx, { importId })).toMatchObject({ state: "checked", problems: {} })
  await work(importId, "run")
  expect((await phonesOf("Rule One"))[0]?.toSorted()).toEqual(["+966512345601", "+97142345678"])
  const [lead] = (await listLeads(ctx, { q: "Rule One" })).data
  expect(lead?.firstTouchAt.slice(0, 10)).toBe("2026-11-01")
})

describe("files as other tools make them", () => {
  test("two numbers and two addresses in a cell of Google Contacts are all kept", async () => {
    const importId = await upload([
      "First Name,Last Name,Phone 1 - Label,Phone 1 - Value,E-mail 1 - Label,E-mail 1 - Value",
      "Celia,Marsh,Mobile,050 883 0001 ::: 055 883 0002,* Work,celia.m@mail.example ::: celia.alt@mail.example",
    ])
    expect((await getImport(ctx, { importId })).tool).toBe("Google Contacts")
    await work(importId, "check")
    expect((await getImport(ctx, { importId })).problems).toEqual({})
    await work(importId, "run")
    const [lead] = (await listLeads(ctx, { q: "Celia Marsh" })).data
    expect(lead?.phones.toSorted()).toEqual(["+971508830001", "+971558830002"])
    expect(lead?.emails.toSorted()).toEqual(["celia.alt@mail.example", "celia.m@mail.example"])
  })

  test("numbers with commas, decimals or their whole scientific form are numbers; shortened ones are said at the mapping", async () => {
    const importId = await upload([
      "Name,Mobile",
      'Amber Sheet,"971,508,840,001"',
      "Basalt Sheet,971508840002.00",
      "Cobalt Sheet,9.71508840003E+11",
      'Dorado Sheet,="0508840004"',
      "Onyx Sheet,9.71508E+11",
      "Flint Sheet,5.689918E+8",
    ])
    expect((await previewImport(ctx, { importId })).damage).toEqual([
      { column: 1, damage: "rounded", count: 2, of: 6, example: "9.71508E+11" },
    ])
    await work(importId, "check")
    expect((await getImport(ctx, { importId })).problems).toEqual({ rounded_phone: 2 })
    await work(importId, "run")
    for (const [name, phone] of [
      ["Amber Sheet", "+971508840001"],
      ["Basalt Sheet", "+971508840002"],
      ["Cobalt Sheet", "+971508840003"],
      ["Dorado Sheet", "+971508840004"],
    ])
      expect(await phonesOf(name ?? "")).toEqual([[phone]])
  })

  test("a WhatsApp chat becomes the enquiry of the person it is with", async () => {
    const chat = ["12/11/2026, 10:22 - +971 50 885 0001: Is the Patrol free?", "12/11/2026, 10:25 - Falcon Cars: Yes", "From Friday"]
    const importId = await upload(chat, "WhatsApp Chat with +971 50 885 0001.txt")
    expect((await getImport(ctx, { importId })).tool).toBe("WhatsApp chat")
    await work(importId, "run")
    expect(await phonesOf("0508850001")).toEqual([["+971508850001"]])
  })

  test("a UTF-8 file with one broken byte keeps its names", async () => {
    const file = Buffer.concat([
      Buffer.from("الاسم,الهاتف\nهند السالم,0508860001\nJos"),
      Buffer.from([0xe9]),
      Buffer.from(" Perez,0508860002\n"),
    ])
    const importId = await upload(file)
    await work(importId, "check")
    expect(await getImport(ctx, { importId })).toMatchObject({ reading: { encoding: "utf-8" }, problems: { text: 1 } })
    await work(importId, "run")
    expect(await phonesOf("هند السالم")).toEqual([["+971508860001"]])
  })

  test("a column of countries or dial codes says where its numbers are from", async () => {
    const importId = await upload(["Name,Mobile,Dial Code,Country", "Column One,0501880001,+966,", "Column Two,9876501880,,الهند"])
    await work(importId, "run")
    expect(await phonesOf("Column One")).toEqual([["+966501880001"]])
    expect(await phonesOf("Column Two")).toEqual([["+919876501880"]])
  })
})

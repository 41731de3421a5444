import { describe, expect, test } from "vitest"
import { guessReading, layoutOf } from "./file-head"

function read(text: string) {
  const file = Buffer.from(text)
  const reading = guessReading(file)
  const { columns, mapping, rows } = layoutOf(file, reading)
  return { delimiter: reading.delimiter, columns, fields: mapping.columns, rows: rows.map(({ cells }) => cells) }
}

const PEOPLE = [
  ["Huda Karim", "0521112223"],
  ["Omar Saleh", "0563334445"],
]
const table = { delimiter: ",", columns: ["Client", "Mobile"], fields: ["name", "phone"], rows: PEOPLE }
const body = "Client,Mobile\nHuda Karim,0521112223\nOmar Saleh,0563334445\n"

describe("the row that names the columns is found below titles", () => {
  test.each([
    ["none", body],
    ["a title", `Enquiries of May\n${body}`],
    ["a title as wide as the table", `Enquiries of May,\n,\n${body}`],
    ["a title and a date", `Enquiries\nExported by the CRM,on 03/05/2026\n\n${body}`],
    ["a date alone", `03/05/2026\n${body}`],
    ["a group above the names", `Person,Contact\n${body}`],
  ])("%s", (_, text) => expect(read(text)).toEqual(table))

  test("in a file with semicolons", () => {
    expect(read(`Enquiries of May\n${body.replaceAll(",", ";")}`)).toEqual({ ...table, delimiter: ";" })
  })

  test("by its width, where no name is known", () => {
    expect(read(`Report\nAlpha,Beta\nHuda Karim,0521112223\n`)).toMatchObject({ columns: ["Alpha", "Beta"], rows: [PEOPLE[0]] })
  })

  test("no row of a person is taken for a title", () => {
    const { rows } = read("Huda Karim,0521112223\nName,Phone\nOmar Saleh,0563334445\n")
    expect(rows).toHaveLength(3)
  })
})

describe("rows that are quoted whole have their cells inside", () => {
  test.each([
    ["plain", '"Client,Mobile"\n"Huda Karim,0521112223"\n"Omar Saleh,0563334445"\n', ","],
    ["with quotes inside", '"Client,Mobile"\r\n"""Huda Karim"",0521112223"\r\n"""Omar Saleh"",0563334445"\r\n', ","],
    ["with semicolons", '"Client;Mobile"\n"Huda Karim;0521112223"\n"Omar Saleh;0563334445"\n', ";"],
  ])("%s", (_, text, delimiter) => expect(read(text)).toEqual({ ...table, delimiter }))

  test("one quoted column is not such a file", () => {
    expect(read('"Address"\n"Street 1, Dubai"\n"Street 2, Ajman"\n')).toMatchObject({
      columns: ["Address"],
      rows: [["Street 1, Dubai"], ["Street 2, Ajman"]],
    })
  })
})

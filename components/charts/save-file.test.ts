import { expect, test } from "vitest"
import { csvOf } from "./save-file"

test("a file holds everything that the table shows, numbers as numbers and second lines beside them", () => {
  const columns = [{ label: "Channel" }, { label: "First touch", noteLabel: "revenue" }, { label: "Rate" }]
  const rows = [
    { key: "a", cells: [{ text: 'موقع، "الصيف"' }, { text: "1,204", value: 1204, note: "AED 3", noteValue: 3 }, { text: "–", value: "" }] },
    { key: "b", cells: [{ text: "=HYPERLINK(1)" }, { text: "0", value: 0 }, { text: "12.5 %", value: 0.125, note: "1 of 8" }] },
  ]
  expect(csvOf({ columns, rows }).split("\r\n")).toEqual([
    `"Channel","First touch","First touch: revenue","Rate","Rate: note"`,
    `"موقع، ""الصيف""","1204","3","",""`,
    `"'=HYPERLINK(1)","0","","0.125","1 of 8"`,
    "",
  ])
})

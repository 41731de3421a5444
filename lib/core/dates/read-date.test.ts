import { expect, test } from "vitest"
import { readDate, shownDateOrder } from "./read-date"
import type { DateOrder } from "@/lib/core/input-format"

const read = (text: unknown, dateOrder: DateOrder = "dmy", timeZone = "Asia/Dubai") => readDate(text, { dateOrder, timeZone })
function iso(text: unknown, dateOrder: DateOrder = "dmy", timeZone = "Asia/Dubai") {
  const reading = read(text, dateOrder, timeZone)
  return reading.ok && reading.unreadTime === null ? reading.at.toISOString().replace(".000Z", "Z") : reading
}

test.each([
  ["2026-03-04T10:00:00Z", "2026-03-04T10:00:00Z"],
  ["2026-03-04T10:00:00.5Z", "2026-03-04T10:00:00.500Z"],
  ["2026-03-04 10:00", "2026-03-04T06:00:00Z"],
  ["2026-03-04 10:00:00 +0400", "2026-03-04T06:00:00Z"],
  ["2026-03-04 10:00:00.123456+00", "2026-03-04T10:00:00.123Z"],
  ["2026-03-04 10:00:00+04", "2026-03-04T06:00:00Z"],
  ["2026-03-04T10:00:00-0330", "2026-03-04T13:30:00Z"],
  ["2026-03-04T10:00+05:30", "2026-03-04T04:30:00Z"],
  ["2026-03-04T10:00:00+01:00[Europe/Paris]", "2026-03-04T09:00:00Z"],
  ["2026-03-04T10:00:00[Europe/Paris]", "2026-03-04T09:00:00Z"],
  ["2026-03-04T10:00:00 04:00", "2026-03-04T06:00:00Z"],
  ["2026-03-04T10:00:00.000 0000", "2026-03-04T10:00:00Z"],
  ["2026-03-04 10:00:00 0530", "2026-03-04T04:30:00Z"],
  ["2026-03-04 10:00 05:30", "2026-03-04T04:30:00Z"],
  ["2026-03-04 10:00:00 Europe/Paris", "2026-03-04T09:00:00Z"],
  ["2026-03-04T10", "2026-03-04T06:00:00Z"],
  ["2026-03-04_10:00", "2026-03-04T06:00:00Z"],
  ["'2026-03-04", "2026-03-03T20:00:00Z"],
  ["20260304T100000Z", "2026-03-04T10:00:00Z"],
  ["20260304100000", "2026-03-04T06:00:00Z"],
  ["20260304", "2026-03-03T20:00:00Z"],
  ["2026-03-04Z", "2026-03-04T00:00:00Z"],
  ["2026-03-04 24:00", "2026-03-04T20:00:00Z"],
  ["2026/03/04 22:20:30 +0400", "2026-03-04T18:20:30Z"],
  ["2026.03.04 22.20", "2026-03-04T18:20:00Z"],
])("%s, as machines write it, is %s", (text, at) => expect(iso(text)).toBe(at))

test.each([
  ["Wed, 04 Mar 2026 22:20:30 GMT", "2026-03-04T22:20:30Z"],
  ["Wed, 4 Mar 2026 22:20:30 -0500", "2026-03-05T03:20:30Z"],
  ["4 Mar 26 22:20 EST", "2026-03-05T03:20:00Z"],
  ["Wed Mar 04 2026 22:20:30 GMT+0400 (Gulf Standard Time)", "2026-03-04T18:20:30Z"],
  ["Wed Mar 04 2026 22:20:30 GMT 0400 (Gulf Standard Time)", "2026-03-04T18:20:30Z"],
  ["Wed, 04 Mar 2026 22:20:30 0400", "2026-03-04T18:20:30Z"],
  ["Wed Mar  4 22:20:30 2026", "2026-03-04T18:20:30Z"],
  ["Wed Mar 4 22:20:30 UTC 2026", "2026-03-04T22:20:30Z"],
  ["04/Mar/2026:22:20:30 +0400", "2026-03-04T18:20:30Z"],
  ["/Date(1772632800000+0400)/", "2026-03-04T14:00:00Z"],
  ["2026年3月4日 22:20", "2026-03-04T18:20:00Z"],
])("%s, as mail, browsers and logs write it, is %s", (text, at) => expect(iso(text)).toBe(at))

test.each([
  ["04-Mar-26", "2026-03-03T20:00:00Z"],
  ["4 Mar 2026 3pm", "2026-03-04T11:00:00Z"],
  ["4th of March 2026 at 3.30 p.m.", "2026-03-04T11:30:00Z"],
  ["March 4th, 2026, 9:30 PM", "2026-03-04T17:30:00Z"],
  ["Mar 4 '26", "2026-03-03T20:00:00Z"],
  ["2026-Mar-04", "2026-03-03T20:00:00Z"],
  ["Wednesday 4 March 2026", "2026-03-03T20:00:00Z"],
  ["25/03/2026", "2026-03-24T20:00:00Z"],
  ["03/25/2026", "2026-03-24T20:00:00Z"],
  ["04.03.2026 15h30", "2026-03-04T11:30:00Z"],
  ["04-03-2026 1530 hrs", "2026-03-04T11:30:00Z"],
  ["04/03/2026 22:20:30+04:00", "2026-03-04T18:20:30Z"],
  ["04/03/2026, 10:20 PM GST", "2026-03-04T18:20:00Z"],
  ["04 / 03 / 2026 - 12:05 am", "2026-03-03T20:05:00Z"],
  ["15:30 4/3/2026", "2026-03-04T11:30:00Z"],
  ["le 4 mars 2026 à 15h", "2026-03-04T11:00:00Z"],
  ["1er février 2026", "2026-01-31T20:00:00Z"],
  ["mer. 4 août 2026 15:30", "2026-08-04T11:30:00Z"],
  ["٤ مارس ٢٠٢٦ الساعة ٣:٣٠ م", "2026-03-04T11:30:00Z"],
  ["٠٤/٠٣/٢٠٢٦ ٩:٣٠ مساءً", "2026-03-04T17:30:00Z"],
  ["الأربعاء، 4 آذار 2026", "2026-03-03T20:00:00Z"],
  ["4 تشرين الثاني 2026", "2026-11-03T20:00:00Z"],
  ["4 أكتوبر 2026 10:00 ص", "2026-10-04T06:00:00Z"],
  ["4 мая 2026 10:00", "2026-05-04T06:00:00Z"],
  ["04.05.2026 г.", "2026-05-03T20:00:00Z"],
  ["4 мая 2026 года в 10:00", "2026-05-04T06:00:00Z"],
  ["04.05.2026г. 10:00", "2026-05-04T06:00:00Z"],
  ["04/05/2026 @ 3pm", "2026-05-04T11:00:00Z"],
  ["04/05/2026 10:00 UAE", "2026-05-04T06:00:00Z"],
])("%s, as people write it, is %s", (text, at) => expect(iso(text)).toBe(at))

test.each(["4 मार्च 2026", "4 مارچ 2026", "4 Mart 2026", "Março 4, 2026", "4 Marso 2026"])(
  "%s, a month of a language we meet, is read",
  (text) => expect(iso(text)).toBe("2026-03-03T20:00:00Z"),
)

test.each([
  [46085.5, "2026-03-04T08:00:00Z"],
  ["46085,5", "2026-03-04T08:00:00Z"],
  ["1772632800", "2026-03-04T14:00:00Z"],
  [1772632800000, "2026-03-04T14:00:00Z"],
  ["1772632800000000", "2026-03-04T14:00:00Z"],
])("%s, a number, is %s", (value, at) => expect(iso(value)).toBe(at))

test.each([
  "",
  "  ",
  null,
  {},
  Number.NaN,
  -5,
  12,
  "soon",
  "next Friday",
  "31/02/2026",
  "2026-13-01",
  "45/45/2026",
  "4 March",
  "04/03",
  "20/05/1448",
  "0000-00-00",
  "call me on 04/03/2026",
  "2026-03-04T25:00:00Z7:1",
])("%j is not a date", (text) => {
  const reading = read(text)
  expect(reading.ok && reading.unreadTime === null).toBe(false)
})

test("the format decides only where both numbers may be the day, and the reading says so", () => {
  expect(read("03/04/2026")).toMatchObject({ at: new Date("2026-04-02T20:00:00Z"), isDecided: true, hasTime: false })
  expect(read("03/04/2026", "mdy")).toMatchObject({ at: new Date("2026-03-03T20:00:00Z"), isDecided: true })
  expect(read("03-04-26 10:00")).toMatchObject({ at: new Date("2026-04-03T06:00:00Z"), isDecided: true, hasTime: true })
  for (const text of ["25/03/2026", "03/25/2026", "04/04/2026", "2026-03-04", "3 April 2026"])
    expect(read(text), text).toMatchObject({ isDecided: false })
})

test("a time that cannot be read leaves the day, and the unread text is reported", () => {
  expect(read("04/03/2026 morning")).toMatchObject({
    ok: true,
    hasTime: false,
    unreadTime: "morning",
    at: new Date("2026-03-03T20:00:00Z"),
  })
  for (const text of [
    "04/03/2026 25:00",
    "04/03/2026 9:75",
    "2026-03-04 13:00 XYZ",
    "04/03/2026 15",
    "04/03/2026 10:00 99:00",
    "04/03/2026 10:00 12",
    "04/03/2026 10:00 Asia/Nowhere",
    "04/03/2026 - 09/03/2026",
  ])
    expect(read(text), text).toMatchObject({ ok: true, hasTime: false, unreadTime: expect.stringMatching(/\S/) })
})

test("a time without a zone is in the team's zone, summer and winter; one with a zone keeps it", () => {
  const london = (text: string) => iso(text, "dmy", "Europe/London")
  expect(london("2026-03-04 10:00")).toBe("2026-03-04T10:00:00Z")
  expect(london("2026-07-04 10:00:30")).toBe("2026-07-04T09:00:30Z")
  expect(london("04/07/2026")).toBe("2026-07-03T23:00:00Z")
  expect(london("46207.5")).toBe("2026-07-04T11:00:00Z")
  expect(london("2026-07-04T10:00:00Z")).toBe("2026-07-04T10:00:00Z")
})

test("a column shows its order by days above twelve, or not at all", () => {
  expect(shownDateOrder(["03/04/2026", "03/25/2026"])).toBe("mdy")
  expect(shownDateOrder(["03/04/2026", "25/03/2026"])).toBe("dmy")
  expect(shownDateOrder(["03/04/2026", ""])).toBeNull()
})

test("a zone in brackets counts, unless the time has one before it; other brackets are dropped", () => {
  for (const [text, at] of [
    ["2026-11-01 22:20:30 (UTC+00:00)", "2026-11-01T22:20:30Z"],
    ["2026-11-01 22:20:30 (UTC)", "2026-11-01T22:20:30Z"],
    ["2026-11-01 10:20 PM (EST)", "2026-11-02T03:20:00Z"],
    ["2026-11-01 22:20 (GMT+3)", "2026-11-01T19:20:00Z"],
    ["2026-11-01 22:20:30 (IST)", "2026-11-01T16:50:30Z"],
    ["01/11/2026 22:20 (Europe/London)", "2026-11-01T22:20:00Z"],
    ["Sun Nov 01 2026 22:20:30 GMT+0300 (EAT)", "2026-11-01T19:20:30Z"],
    ["Sun Nov 01 2026 22:20:30 GMT+0000 (EST)", "2026-11-01T22:20:30Z"],
    ["2026-11-01 22:20:30 (Sunday)", "2026-11-01T18:20:30Z"],
  ] as const)
    expect(iso(text, "dmy"), text).toBe(at)
})

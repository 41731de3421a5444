import { expect, test } from "vitest"
import { whatsappRows } from "./whatsapp-chat"

const chat = (...lines: string[]): string => `${lines.join("\n")}\n`
const who = (text: string, fileName = "_chat.txt", ours: string[] = []) =>
  whatsappRows(text, fileName, ours)?.map(([, name, number]) => name || number)
const when = (text: string, fileName = "WhatsApp Chat with Huda.txt") => whatsappRows(text, fileName)?.map(([at]) => at)

const WE_FIRST = (us: string, them: string) => chat(`[14/03/2026, 10:00:00] ${us}: Hello`, `[14/03/2026, 10:01:00] ${them}: Hi`)

test.each([
  ["an unsaved name", WE_FIRST("Blue Sand", "~\u202fHuda Karim"), "Huda Karim"],
  ["a tilde without a space", WE_FIRST("Blue Sand", "~Huda Karim"), "Huda Karim"],
  ["an unsaved number", WE_FIRST("Blue Sand", "+971 52 111 2223"), "+971 52 111 2223"],
  ["words of our trade", WE_FIRST("Blue Sand Rent A Car", "Huda Karim"), "Huda Karim"],
  ["a company", WE_FIRST("Blue Sand LLC", "Huda Karim"), "Huda Karim"],
  ["Arabic words of our trade", WE_FIRST("الرمال لتأجير السيارات", "هدى كريم"), "هدى كريم"],
  [
    "WhatsApp's line in their name",
    `[14/03/2026, 09:00:00] Huda Karim: \u200eMessages and calls are end-to-end encrypted. Only people in this chat can read them.\n${WE_FIRST("Blue Sand", "Huda Karim")}`,
    "Huda Karim",
  ],
  [
    "a message that we deleted",
    `${WE_FIRST("Blue Sand", "Huda Karim")}[14/03/2026, 10:02:00] Blue Sand: You deleted this message.\n`,
    "Huda Karim",
  ],
])("when we wrote first, the other is known by %s", (_, text, name) => expect(who(text)).toEqual([name]))

test("a colleague is none of the people", () => {
  expect(who(WE_FIRST("Yousef Nasser", "Huda Karim"), "_chat.txt", ["Yousef Nasser", "Amna Saif"])).toEqual(["Huda Karim"])
  const group = chat(...["Yousef Nasser", "Huda", "Omar"].map((name, at) => `14/03/2026, 10:0${at} - ${name}: Hi`))
  expect(who(group, "WhatsApp Chat with Trip.txt", ["Yousef Nasser"])).toEqual(["Huda", "Omar"])
})

test("without any sign, the first author is the customer", () => {
  expect(who(WE_FIRST("Huda Karim", "Blue"))).toEqual(["Huda Karim"])
})

test.each([
  "WhatsApp Chat with Huda Karim.txt",
  "WhatsApp Chat - Huda Karim.txt",
  "WhatsApp Chat - Huda Karim (1).zip.txt",
  "WhatsApp-Chat mit Huda Karim.txt",
  "Discussion WhatsApp avec Huda Karim.txt",
  "Conversa do WhatsApp com Huda Karim.txt",
  "Чат WhatsApp с контактом Huda Karim.txt",
  "Huda Karim ile WhatsApp Sohbeti.txt",
  "دردشة واتساب مع Huda Karim.txt",
])("the file's name says who: %s", (fileName) => {
  expect(who(WE_FIRST("Blue", "Huda Karim"), fileName)).toEqual(["Huda Karim"])
})

test("the tilde is no part of a name in a group either", () => {
  const group = chat(...["~ Huda", "Omar", "Blue"].map((name, at) => `14/03/2026, 10:0${at} - ${name}: Hi`))
  expect(who(group, "WhatsApp Chat with Trip.txt")).toEqual(["Huda", "Omar", "Blue"])
})

const dated = (...dates: string[]) => chat(...dates.map((date) => `[${date}, 9:00:00 AM] Huda: Hi`))
test.each([
  [["3/4/26", "3/15/26"], "2026-03-04 9:00:00 AM"],
  [["3/4/26", "15/4/26"], "2026-04-03 9:00:00 AM"],
  [["1/12/26", "2/1/26"], "2026-01-12 9:00:00 AM"],
  [["12/1/26", "1/2/26"], "2026-01-12 9:00:00 AM"],
  [["03/04/2026", "04/04/2026"], "03/04/2026 9:00:00 AM"],
  [["2026-03-04", "2026-03-05"], "2026-03-04 9:00:00 AM"],
])("the order of %j is decided over the chat", (dates, at) => expect(when(dated(...dates))).toEqual([at]))

test.each(["14/03/2026 à 22:22", "14/03/2026, 22:22", "14/03/2026 22:22", "14.03.2026, 22:22", "14/03/2026 às 22:22", "14.03.26 um 22:22"])(
  "%s",
  (at) => {
    expect(when(chat(`${at} - Huda: Bonjour`, `${at} - Blue: Salut`))).toEqual(["2026-03-14 22:22"])
  },
)

import { expect, test } from "vitest"
import { detectEncoding, textDecoder, type Encoding } from "./encodings"
import { undoTwice } from "./written-twice"

/** The bytes of a text in a single-byte encoding. */
function encode(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding)
  const bytes = new Map(Array.from({ length: 256 }, (_, at) => [decoder.decode(Uint8Array.of(at)), at]))
  return Uint8Array.from([...text], (one) => {
    const byte = bytes.get(one)
    if (byte === undefined) throw new Error(`${encoding} has no ${one}`)
    return byte
  })
}

test.each<[Encoding, string]>([
  ["windows-1256", "الاسم,الهاتف\nسعاد المنصوري,0521112223\nعبدالله بن حمد,0563334445\n"],
  ["windows-1256", "Name,Phone,City\nSuad سعاد,0521112223,Dubai\nOmar Khan,0563334445,Ajman\n"],
  ["windows-1256", "Name,Phone\nReem ريم,0521112223\n"],
  ["windows-1256", "Name,Phone\nعلي,0521112223\n"],
  ["iso-8859-6", "Name,Phone\nReem ريم,0521112223\n"],
  ["windows-1251", "Name,Phone\nОля,0521112223\n"],
  ["windows-1252", "Name,Phone\nÖzil Çelik,0521112223\n"],
  ["windows-1256", "Name,Notes\nSuad,كم سعر الإيجار؟\n"],
  ["iso-8859-6", "الاسم,الهاتف\nسعاد المنصوري,0521112223\nعبدالله بن حمد,0563334445\n"],
  ["windows-1252", "Name;Ort\nJürgen Groß;Köln\nChloé Lefèvre;Orléans\nIñaki;Málaga\n"],
  ["windows-1252", "Name,Notes\nOmar,“I’d like a Patrol – today”\nSean O’Neill,AED 300 … €80\n"],
  ["windows-1252", "Name\nÉLODIE MÜLLER\n"],
  ["windows-1252", "Name\nJosé\n"],
  ["windows-1251", "Имя,Телефон,Город\nАнна Кузнецова,+79160001122,Москва\nСЕРГЕЙ ИВАНОВ,+79160003344,Сочи\n"],
  ["windows-1251", "Name,Notes\nAnna,Здравствуйте\n"],
  ["windows-1254", "Ad Soyad,Şehir\nGökhan Yıldız,İstanbul\nAyşe Çağlar,Muğla\n"],
  ["windows-1250", "Imię,Miasto\nZażółć Gęślą,Łódź\nŽofie Dvořáková,Plzeň\n"],
  ["windows-1253", "Όνομα,Πόλη\nΕλένη Παππά,Αθήνα\nΝίκος Γεωργίου,Πάτρα\n"],
  ["macintosh", "Name;Ort\nJürgen Groß;Köln\nChloé Lefèvre;Orléans\nIñaki;Málaga\n"],
])("%s is recognised by its text: %j", (encoding, text) => {
  expect(detectEncoding(encode(text, encoding))).toBe(encoding)
  expect(textDecoder(encoding)(encode(text, encoding), true)).toBe(text)
})

const written = "Name,City\nسعاد المنصوري,دبي\nChloé Lefèvre,Köln\nАнна,Сочи\n"

test.each(["windows-1252", "latin1", "windows-1256", "windows-1251", "macintosh"])("UTF-8 that was read as %s and encoded again", (way) => {
  const bytes = new TextEncoder().encode(written)
  const mangled = way === "latin1" ? Buffer.from(bytes).toString("latin1") : new TextDecoder(way).decode(bytes)
  const file = new TextEncoder().encode(`${mangled}سالم,عجمان\n`)
  expect(detectEncoding(file)).toBe("utf-8-twice")
  const restored = textDecoder("utf-8-twice")(file, true)
  expect(restored).toContain("Chloé Lefèvre,Köln")
  expect(restored).toContain("سالم,عجمان")
})

test.each([
  "سعاد المنصوري: كم السعر؟ “غدًا” – 300 د.إ",
  "Chloé – Köln, Ñandú °C «ici» £5 ©",
  "Анна № 5 «Сочи»",
  "Gökhan Yıldız’ın",
  "王小明 😀 ½",
])("writing that was encoded once stays as it is: %s", (text) => {
  expect(undoTwice(text)).toEqual({ text, count: 0 })
  expect(detectEncoding(new TextEncoder().encode(text))).toBe("utf-8")
})

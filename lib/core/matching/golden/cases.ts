/**
 * Decisions about pairs that must not change unnoticed. Each case gives two records, the hours between them, the answer
 * we expect and, where opinions differ, the other answers we accept. A change of a rule or weight shows here first.
 */
export type GoldenAnswer = "update" | "review" | "new"
export type GoldenRecord = { name?: string; phone?: string; email?: string }
export type GoldenCase = {
  what: string
  a: GoldenRecord
  b: GoldenRecord
  hours: number
  hint?: string
  expected: GoldenAnswer
  acceptable?: GoldenAnswer[]
}

const FAR = 500
const M = "0501234567"
const M_ONE = "0501234568"

const one = (what: string, a: string, b: string, expected: GoldenAnswer = "review", acceptable: GoldenAnswer[] = []): GoldenCase => ({
  what, a: { name: a, phone: M }, b: { name: b, phone: M_ONE }, hours: FAR, expected, acceptable,
})
const same = (what: string, a: string, b: string, expected: GoldenAnswer, acceptable: GoldenAnswer[] = []): GoldenCase => ({
  what, a: { name: a, phone: M }, b: { name: b, phone: M }, hours: FAR, expected, acceptable,
})
const near = (what: string, a: string, email: string, b: string, expected: GoldenAnswer, acceptable: GoldenAnswer[] = []): GoldenCase => ({
  what, a: { name: a, email }, b: { name: b, phone: "+971501234567" }, hours: 6, expected, acceptable,
})
const format = (what: string, a: string, b: string, expected: GoldenAnswer = "update", hint?: string): GoldenCase => ({
  what, a: { name: "Sana Raza", phone: a }, b: { name: "Sana Raza", phone: b }, hours: FAR, expected, ...(hint ? { hint } : {}),
})
const mail = (what: string, name: string, a: string, b: string, expected: GoldenAnswer, acceptable: GoldenAnswer[] = []): GoldenCase => ({
  what, a: { name, email: a }, b: { name, email: b }, hours: FAR, expected, acceptable,
})

export const PHONE_CASES: readonly GoldenCase[] = [
  format("Arabic-Indic digits", "٠٥٠١٢٣٤٥٦٧", "050-123-4567"),
  format("doubled country code after a plus", "+971971501234567", "0501234567"),
  format("doubled prefix with two plus signs", "+971+971501234567", "0501234567"),
  format("a direction mark between digits", "+\u200f971\u200f501234567", "971501234567"),
  format("two numbers in one field, the second known", "0559876543 / 0501234567", "+971501234567"),
  format("two numbers joined by or", "050 123 4567 or 055 987 6543", "+971559876543"),
  format("a note behind the number", "050 123 4567 (WhatsApp only)", "+971501234567"),
  format("an extension", "+971501234567 ext. 12", "0501234567"),
  format("Egyptian number with its code and no plus", "201012345678", "+201012345678"),
  format("Indian number with a hint", "9876543210", "+919876543210", "update", "IN"),
  format("Pakistani number without a hint", "03001234567", "+923001234567", "review"),
  format("Philippine number without a hint", "09171234567", "+639171234567", "review"),
  format("two neighbouring digits swapped", "0501234567", "0501234576", "review"),
  format("a digit too many", "0501234567", "05012344567", "review"),
  format("a digit missing in an international number", "+971501234567", "+97150123467", "review"),
  format("dummy numbers", "0500000000", "0500000000", "new"),
  format("a counting dummy", "1234567890", "1234567890", "new"),
  format("the company's toll-free line", "800 1234", "8001234", "new"),
  {
    what: "a dummy number with unlike names", a: { name: "Test", phone: "1111111111" }, b: { name: "Omar", phone: "1111111111" },
    hours: 50, expected: "new",
  },
  { what: "one edit and no names", a: { phone: M }, b: { phone: M_ONE }, hours: FAR, expected: "new" },
  { what: "one edit and unlike names", a: { name: "Priya Nair", phone: M }, b: { name: "Olga Orlova", phone: M_ONE }, hours: FAR, expected: "new" },
]

export const NAME_CASES: readonly GoldenCase[] = [
  one("Lakshmi and Laxmi", "Lakshmi Menon", "Laxmi Menon"),
  one("Arabic and Latin", "Mohammed Al Mansoori", "محمد المنصوري"),
  one("Urdu and Latin", "فیضان چوہدری", "Faizan Chaudhary"),
  one("Devanagari and Latin", "प्रिया नायर", "Priya Nair"),
  one("Cyrillic and Latin", "Екатерина Соколова", "Ekaterina Sokolova"),
  one("German spelling of a Russian name", "Michail Tschaikowski", "Mikhail Chaykovskiy"),
  one("a given name written as two words", "王小明", "Wang Xiao Ming"),
  one("Chinese name in both orders", "Xiaoming Wang", "王小明"),
  one("Abdul joined, apart and shortened", "Abdulrahman Al Suwaidi", "Abd El Rahman Alsuwaidy"),
  one("Noor ud Din", "Nooruddin Qureshi", "Noor ud Din Qureshi"),
  one("Egyptian j", "Gamal Naguib", "Jamal Najib"),
  one("th and s", "Othman Dhaheri", "Osman Al Zaheri"),
  one("nickname", "William Ashworth", "Bill Ashworth"),
  one("Filipino Ma.", "Ma. Theresa Dela Cruz", "Maria Theresa Delacruz"),
  one("middle name left out", "Ahmed Rashid Al Maktoum", "Ahmed Al Maktoum"),
  one("Persian letters", "کامران گلزار", "Kamran Golzar"),
  one("hyphen", "Jean-Pierre Dubois", "Jean Pierre Dubois"),
  one("apostrophe", "Sean O'Brien", "Sean OBrien"),
  one("accents", "José Muñoz", "Jose Munoz"),
  one("styled letters", "𝐉𝐨𝐡𝐧 𝐇𝐚𝐫𝐠𝐫𝐞𝐚𝐯𝐞𝐬", "John Hargreaves"),
  one("typing error in a surname", "Priya Venkatesan", "Priya Venkatesen"),
  one("different given names, common family name", "Ahmed Khan", "Imran Khan", "new"),
  same("spelling", "Mohammed Yusuf", "محمد يوسف", "update"),
  same("name missing later", "Omar Saleh", "", "update"),
  same("placeholder", "WhatsApp User", "Omar Saleh", "update"),
  same("status line as a name", "Hey there! I am using WhatsApp.", "Omar Saleh", "update"),
  same("emoji", "🦁", "Omar Saleh", "update"),
  same("given name only", "Omar", "Omar Saleh", "update"),
  same("initial", "Omar S.", "Omar Saleh", "update"),
  same("nickname", "Sasha Ivanov", "Alexander Ivanov", "update"),
  same("comma form", "Saleh, Omar", "Omar Saleh", "update"),
  same("title", "Eng. Omar Saleh", "Omar Saleh", "update"),
  same("typing error", "Omar Salhe", "Omar Saleh", "update"),
  same("husband and wife", "Ahmed Darwish", "Mariam Darwish", "review"),
  same("strangers", "Ahmed Darwish", "Elena Popova", "review"),
  same("brothers", "Hassan Darwish", "Hussain Darwish", "review"),
  same("kunya", "Umm Khalid", "Maryam Al Ali", "review"),
  { what: "recycled number", a: { name: "Ahmed Darwish", phone: M }, b: { name: "Rajesh Kumar", phone: M }, hours: 5000, expected: "review", acceptable: ["new"] },
]

export const OTHER_CASES: readonly GoldenCase[] = [
  near("rare name in two scripts", "Khadija Al Zaabi", "kz81@gmail.com", "خديجة الزعابي", "review"),
  near("very common single name", "Mohammed", "mm@gmail.com", "Mohammed", "new"),
  near("very common name in two scripts", "Mohammed", "mm@gmail.com", "محمد", "new"),
  near("rare full name", "Katarzyna Nowak", "kn@wp.pl", "Katarzyna Nowak", "review"),
  near("surname only in the address", "Patricia", "patricia.ashworth@gmail.com", "Patricia Ashworth", "review"),
  near("Sara is not Zara", "Sara", "sara.m@gmail.com", "Zara Malik", "new"),
  near("nothing alike", "Katarzyna Nowak", "kn@wp.pl", "Omar Saleh", "new"),
  near("Cantonese and characters", "陈大文", "cdw@qq.com", "Chan Tai Man", "review", ["new"]),
  { what: "the same two days later", a: { name: "Katarzyna Nowak", email: "kn@wp.pl" }, b: { name: "Katarzyna Nowak", phone: M }, hours: 60, expected: "new" },
  {
    what: "both have phones and they differ", a: { name: "Katarzyna Nowak", phone: "+971501234567", email: "kn@wp.pl" },
    b: { name: "Katarzyna Nowak", phone: "+971559876543" }, hours: 5, expected: "new",
  },
  mail("Gmail dots and tag", "John Doe", "John.Doe+rent@gmail.com", "johndoe@googlemail.com", "update"),
  mail("mistyped domain", "Zhanna Orlova", "zh.orlova@gmial.com", "zh.orlova@gmail.com", "review", ["update"]),
  mail("distinctive local part elsewhere", "Irina", "desertfalcon4417@mail.ru", "desertfalcon4417@gmail.com", "review"),
  mail("one letter in a distinctive local part", "Irina", "desertfalcon4417@mail.ru", "desertfalcn4417@mail.ru", "review"),
  mail("name-derived local part elsewhere", "Waqas Iqbal", "waqasiqbal@live.com", "waqasiqbal@gmail.com", "new", ["review"]),
  mail("only the digits differ", "Waqas Iqbal", "iqbal75@gmail.com", "iqbal79@gmail.com", "new"),
  mail("country domains", "Anna Bauer", "anna@yahoo.ae", "anna@yahoo.de", "new"),
  mail("disposable mailbox", "Tom Baker", "abc@mailinator.com", "abc@mailinator.com", "new", ["review"]),
  mail("placeholder address", "Tom Baker", "none@none.com", "none@none.com", "new"),
  mail("role mailbox and a rare name", "Zhanna Orlova", "info@darwishgroup.ae", "info@darwishgroup.ae", "review"),
  {
    what: "role mailbox, different people", a: { name: "Ahmed Darwish", email: "sales@darwishgroup.ae" },
    b: { name: "Rajesh Kumar", email: "sales@darwishgroup.ae" }, hours: FAR, expected: "new",
  },
  {
    what: "mailbox of a family", a: { name: "Ahmed Darwish", email: "darwish.family@gmail.com" },
    b: { name: "Mariam Darwish", email: "darwish.family@gmail.com" }, hours: FAR, expected: "review",
  },
  {
    what: "phone and e-mail both equal", a: { name: "Ahmed Darwish", phone: M, email: "ad@gmail.com" },
    b: { name: "Mariam Darwish", phone: M, email: "ad@gmail.com" }, hours: FAR, expected: "update", acceptable: ["review"],
  },
  { what: "fixed line and a rare name", a: { name: "Zhanna Orlova", phone: "042345678" }, b: { name: "Zhanna Orlova", phone: "04 234 5678" }, hours: FAR, expected: "update" },
  { what: "fixed line, other people", a: { name: "Zhanna Orlova", phone: "042345678" }, b: { name: "Rajesh Kumar", phone: "042345678" }, hours: FAR, expected: "new" },
  { what: "fixed line without a name", a: { name: "Zhanna Orlova", phone: "042345678" }, b: { phone: "042345678" }, hours: FAR, expected: "review", acceptable: ["new"] },
]

export const GOLDEN_CASES: readonly GoldenCase[] = [...PHONE_CASES, ...NAME_CASES, ...OTHER_CASES]

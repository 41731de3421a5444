import type { Random } from "./random"

/** An invented customer. Each channel may know them under another spelling of the same name. */
export type Person = {
  name: string
  /** Spellings and scripts that their forms, profiles and calls use. */
  spellings: string[]
  phone: string
  email: string
  language: "en" | "ar" | "ru" | "hi"
}

const ARABIC_FIRST: readonly [string, string, string?][] = [
  ["Mohammed", "محمد", "Muhammad"],
  ["Ahmed", "أحمد", "Ahmad"],
  ["Khalid", "خالد", "Khaled"],
  ["Yousef", "يوسف", "Yusuf"],
  ["Omar", "عمر"],
  ["Saeed", "سعيد", "Said"],
  ["Hamdan", "حمدان"],
  ["Rashid", "راشد", "Rashed"],
  ["Abdulrahman", "عبد الرحمن", "Abdul Rahman"],
  ["Ibrahim", "إبراهيم", "Ebrahim"],
  ["Fatima", "فاطمة", "Fatma"],
  ["Mariam", "مريم", "Maryam"],
  ["Layla", "ليلى", "Leila"],
  ["Noura", "نورة", "Nora"],
  ["Hessa", "حصة"],
  ["Aisha", "عائشة", "Aysha"],
  ["Salma", "سلمى"],
  ["Reem", "ريم"],
  ["Huda", "هدى"],
  ["Shamma", "شما"],
]
const ARABIC_LAST: readonly [string, string, string?][] = [
  ["Al Mansoori", "المنصوري", "Almansouri"],
  ["Al Mazrouei", "المزروعي", "Al Mazrooei"],
  ["Al Suwaidi", "السويدي", "Alsuwaidi"],
  ["Al Ketbi", "الكتبي"],
  ["Al Nuaimi", "النعيمي", "Al Noaimi"],
  ["Haddad", "حداد"],
  ["Darwish", "درويش"],
  ["Saleh", "صالح"],
  ["El Sayed", "السيد", "Elsayed"],
  ["Khoury", "خوري", "Khouri"],
  ["Najjar", "نجار"],
  ["Mahmoud", "محمود"],
  ["Al Hashimi", "الهاشمي"],
  ["Barakat", "بركات"],
]
const POOLS = {
  indian: {
    first: ["Rajesh", "Priya", "Arjun", "Lakshmi", "Vikram", "Anjali", "Suresh", "Deepa", "Rohit", "Kavya", "Sanjay", "Meera"],
    last: ["Nair", "Menon", "Sharma", "Patel", "Iyer", "Reddy", "Gupta", "Pillai", "Kapoor", "D'Souza"],
  },
  pakistani: {
    first: ["Bilal", "Usman", "Ayesha", "Hassan", "Zainab", "Imran", "Sana", "Faisal", "Hira", "Waqas"],
    last: ["Khan", "Malik", "Qureshi", "Iqbal", "Chaudhry", "Sheikh", "Butt", "Siddiqui"],
  },
  filipino: {
    first: ["Maria", "Jose", "Grace", "Mark", "Angelica", "Jericho", "Rowena", "Paolo", "Kristine", "Rommel"],
    last: ["Santos", "Dela Cruz", "Reyes", "Bautista", "Garcia", "Mendoza", "Ramos", "Villanueva"],
  },
  russian: {
    first: ["Svetlana", "Dmitry", "Ekaterina", "Alexey", "Olga", "Ivan", "Natalia", "Sergey"],
    last: ["Petrova", "Ivanov", "Smirnova", "Volkov", "Kuznetsova", "Sokolov"],
  },
  western: {
    first: ["James", "Katarzyna", "Emma", "Lukas", "Sophie", "Patrick", "Isabella", "Henrik", "Claire", "Marco"],
    last: ["Whitfield", "Nowak", "O'Brien", "Müller", "Rossi", "Lindqvist", "Dubois", "Ashworth", "Fernandes", "Campbell"],
  },
  chinese: { first: ["Wei", "Xiaoming", "Lihua", "Jing", "Hao"], last: ["Wang", "Li", "Zhang", "Chen", "Liu"] },
} as const
const CYRILLIC: Record<string, string> = {
  "Svetlana Petrova": "Светлана Петрова",
  "Dmitry Ivanov": "Дмитрий Иванов",
  "Olga Smirnova": "Ольга Смирнова",
  "Sergey Volkov": "Сергей Волков",
}
const PREFIXES = { ae: ["50", "52", "54", "55", "56", "58"] }
const DOMAINS: readonly (readonly [string, number])[] = [
  ["gmail.com", 60],
  ["hotmail.com", 12],
  ["yahoo.com", 10],
  ["outlook.com", 8],
  ["icloud.com", 6],
  ["emirates.net.ae", 2],
]

export function inventPerson(random: Random, serial: number): Person {
  const culture = random.weighted([
    ["arabic", 36],
    ["indian", 22],
    ["pakistani", 12],
    ["filipino", 10],
    ["western", 10],
    ["russian", 7],
    ["chinese", 3],
  ] as const)
  const { name, spellings } = culture === "arabic" ? arabicName(random) : pooledName(random, culture)
  const language =
    culture === "arabic" && random.chance(0.6)
      ? "ar"
      : culture === "russian" && random.chance(0.5)
        ? "ru"
        : culture === "indian" && random.chance(0.2)
          ? "hi"
          : "en"
  return { name, spellings, phone: phoneOf(random, culture, serial), email: emailOf(random, name, serial), language }
}

function arabicName(random: Random): Pick<Person, "name" | "spellings"> {
  const first = random.pick(ARABIC_FIRST)
  const last = random.pick(ARABIC_LAST)
  const name = `${first[0]} ${last[0]}`
  return { name, spellings: [name, `${first[1]} ${last[1]}`, `${first[2] ?? first[0]} ${last[2] ?? last[0]}`] }
}

function pooledName(random: Random, culture: keyof typeof POOLS): Pick<Person, "name" | "spellings"> {
  const name = `${random.pick(POOLS[culture].first)} ${random.pick(POOLS[culture].last)}`
  return { name, spellings: [name, ...(CYRILLIC[name] ? [CYRILLIC[name]] : []), name.toUpperCase()] }
}

/** Unique by its serial: two invented people never share a number unless a story says so. */
function phoneOf(random: Random, culture: string, serial: number): string {
  const tail = String(1_000_000 + ((serial * 7_919) % 8_999_999)).padStart(7, "0")
  if (culture === "russian" && random.chance(0.5)) return `+7916${tail}`
  if (culture === "indian" && random.chance(0.2)) return `+9198${`1${tail}`}`
  if (culture === "western" && random.chance(0.3)) return `+4477${`00${tail}`.slice(-8)}`
  return `+971${random.pick(PREFIXES.ae)}${tail}`
}

function emailOf(random: Random, name: string, serial: number): string {
  const local = name
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/[^a-z ]/g, "")
    .trim()
    .replaceAll(/\s+/g, random.pick([".", "", "_"]))
  return `${local}${serial % 97}@${random.weighted(DOMAINS)}`
}

/** The ways people type one number. */
export function typedPhone(random: Random, phone: string): string {
  const national = phone.startsWith("+971") ? `0${phone.slice(4)}` : phone
  return random.pick([
    phone,
    phone.replace("+", "00"),
    national,
    `${phone.slice(0, 4)} ${phone.slice(4, 6)} ${phone.slice(6, 9)} ${phone.slice(9)}`,
    national.replace(/(\d{3})(\d{3})(\d+)/, "$1-$2-$3"),
  ])
}

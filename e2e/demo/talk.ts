import type { Random } from "./random"

/** What people ask and what agents answer, about cars we have. */
export const VEHICLES: readonly (readonly [string, number])[] = [
  ["Nissan Patrol", 16],
  ["Toyota Corolla", 15],
  ["Kia Picanto", 12],
  ["Toyota Land Cruiser", 9],
  ["Mitsubishi Pajero", 8],
  ["Hyundai Tucson", 9],
  ["Tesla Model 3", 6],
  ["Mercedes G63", 6],
  ["Range Rover Sport", 6],
  ["BMW X5", 5],
  ["Ford Mustang", 4],
  ["Lamborghini Urus", 4],
]

const ASK: Record<string, readonly string[]> = {
  en: [
    "Hi, is the {car} available this weekend?",
    "What is the weekly price for a {car}?",
    "I need a {car} from DXB Terminal 3, arriving at 2 am. Do you deliver?",
    "How much is the deposit, and is Salik included?",
    "Can I rent a {car} monthly with free mileage limit 4000 km?",
    "Do you accept a UK licence for the {car}?",
    "Looking for a family car for 10 days, {car} or similar.",
    "I want to book the {car} today please.",
  ],
  ar: [
    "السلام عليكم، هل سيارة {car} متوفرة؟",
    "كم سعر الإيجار الأسبوعي لسيارة {car}؟",
    "أريد استئجار {car} من مطار دبي",
    "هل التأمين شامل؟ وكم مبلغ التأمين؟",
    "أريد الحجز اليوم لو سمحت",
  ],
  ru: ["Здравствуйте, сколько стоит {car} на неделю?", "Можно без депозита?", "Нужна машина в аэропорту Дубай, {car}."],
  hi: ["Hello bhai, {car} ka rate kya hai weekly?", "Salik included hai kya?", "Deposit kitna hai?"],
}
const ANSWER = [
  "Hello, thank you for writing to Falcon. Yes, it is available. May I know your dates?",
  "The {car} is AED {price} a day, insurance included; Salik is charged as used.",
  "We deliver to any hotel in Dubai free of charge.",
  "The deposit is AED 1,500 on a credit card and released after 21 days.",
  "Please send a copy of the licence and the passport and I will hold the car for you.",
]
const ANSWER_AR = ["أهلاً وسهلاً، نعم السيارة متوفرة. ما هي التواريخ؟", "السعر {price} درهم في اليوم شامل التأمين", "التوصيل مجاني داخل دبي"]
const FOLLOW: Record<string, readonly string[]> = {
  en: [
    "From Friday to Monday.",
    "That is a bit expensive, any discount?",
    "OK, please send me the link to pay.",
    "Let me ask my wife and come back.",
    "Perfect, thank you!",
    "Do you have it in white?",
  ],
  ar: ["من الخميس إلى الأحد", "السعر مرتفع قليلاً، هل يوجد خصم؟", "تمام، أرسل رابط الدفع", "شكراً جزيلاً"],
  ru: ["С пятницы по понедельник.", "А дешевле можно?", "Хорошо, бронируем."],
  hi: ["Thoda discount milega?", "OK please confirm.", "Kal batata hoon."],
}

const fill = (line: string, car: string, price: number): string => line.replaceAll("{car}", car).replaceAll("{price}", String(price))

export const question = (random: Random, language: string, car: string): string => fill(random.pick(ASK[language] ?? []), car, 0)
export const followUp = (random: Random, language: string): string => random.pick(FOLLOW[language] ?? [])
export const answer = (random: Random, language: string, car: string, price: number): string =>
  fill(random.pick(language === "ar" ? ANSWER_AR : ANSWER), car, price)

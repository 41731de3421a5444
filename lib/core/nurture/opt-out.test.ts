import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { optOutOf } from "./opt-out"

const STOPS: Record<string, string[]> = {
  keywords: [
    "STOP",
    " stop. ",
    "Stop!",
    "STOP 🛑",
    "STOPALL",
    "STOP ALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
    "opt-out",
    "Stop please",
    "please stop",
    "Stop promotions",
    "stop, thanks",
    "STOP. Not interested.",
    "Stoppp",
    "STOP STOP STOP",
    "Unsubcribe",
    "stop it now",
    "الغاء",
    "عدم الإزعاج",
  ],
  English: [
    "Unsubscribe me",
    "please don't message me",
    "Please don’t text me anymore",
    "Please stop calling and messaging me",
    "do not contact me again",
    "stop sending me messages",
    "Stop sending me these offers please",
    "Can you please stop messaging me?",
    "I want to unsubscribe from your messages",
    "I'd like to opt out of marketing",
    "remove me from your list",
    "Please remove my number from your database.",
    "no more ads please",
    "I don't want to receive any more messages",
    "Not interested, stop texting me",
    "Hi, don't send me any promotions",
    "I already booked elsewhere. Please stop sending offers",
  ],
  Arabic: [
    "إيقاف",
    "ايقاف",
    "إِيقاف",
    "إلغاء الاشتراك",
    "ستوب",
    "لا ترسلوا لي رسائل",
    "لا ترسل لي أي رسائل بعد الآن",
    "أرجو عدم الإزعاج، لا تراسلوني مرة أخرى",
    "لا تطرشون لي رسايل",
    "ما أبي رسائل منكم",
    "لا أريد استلام رسائل تسويقية",
    "مش عايز رسايل",
    "توقفوا عن إرسال الرسائل",
    "وقفوا الرسايل لو سمحتوا",
    "احذفوا رقمي من القائمة",
    "الغوا اشتراكي من فضلكم",
  ],
  French: [
    "ARRÊT",
    "Désabonner",
    "ne m'envoyez plus de messages",
    "Arrêtez de m'envoyer des messages svp",
    "je ne veux plus recevoir vos offres",
    "Supprimez mon numéro de votre liste",
  ],
  Hindi: ["मुझे मैसेज मत भेजो", "कृपया संदेश भेजना बंद करें", "मैसेज बंद करो", "message mat bhejo", "mujhe message mat bhejo", "please msg band karo"],
  Urdu: ["مجھے پیغام مت بھیجیں", "میسج بند کریں", "براہ کرم مجھے میسج نہ کریں"],
  Russian: [
    "СТОП",
    "Отпишите меня",
    "Не пишите мне больше",
    "Больше не присылайте мне сообщения",
    "прекратите рассылку",
    "Хватит мне писать!",
    "Удалите мой номер из базы",
    "я не хочу получать рекламу",
  ],
  Tagalog: [
    "Huwag na kayong mag-text sa akin",
    "wag nyo na akong i-message",
    "itigil nyo na ang pag-send ng messages",
    "paki stop po",
    "ayoko na ng messages nyo",
    "alisin nyo ako sa listahan nyo",
  ],
}

for (const [language, texts] of Object.entries(STOPS))
  describe(`asks to stop, ${language}`, () => test.each(texts)("%s", (text) => expect(optOutOf(text)).toBe("stop")))

describe("means something else", () => {
  test.each([
    "",
    "please cancel my booking",
    "cancel please",
    "Cancel the Patrol and book the Tahoe",
    "when does the offer end",
    "the end of the month",
    "stop by tomorrow",
    "stop by at five",
    "Can you stop at the airport?",
    "pick me up at the bus stop",
    "Where is the next stop",
    "Is there a full stop on the deposit?",
    "don't stop sending me offers",
    "Why did you stop messaging me?",
    "don't send me the invoice yet",
    "please don't call me before 5",
    "Don't message me on this number, use the other one",
    "Don't text me, call me",
    "don't contact the driver",
    "I don't want the Nissan, do you have a Toyota?",
    "I don't want any offers on sedans",
    "can I opt out of the insurance?",
    "please remove the child seat",
    "remove my number plate photo",
    "delete my booking from the list of drivers",
    "I quit my job",
    "no more than 300 per day",
    "end date is the 5th",
    "please send me your offers",
    "لا ترسل السيارة اليوم",
    "لا ترسلوا لي الفاتورة الآن",
    "توقف السيارة عند المطار",
    "ما أبي نيسان",
    "أريد إلغاء الحجز",
    "أرسلوا لي رسائل العروض",
    "متى ينتهي العرض",
    "annulez ma réservation",
    "ne m'envoyez pas la facture aujourd'hui",
    "arrêtez-vous à l'aéroport",
    "गाड़ी मत भेजो",
    "gaadi mat bhejo",
    "گاڑی مت بھیجیں",
    "отмените бронь",
    "не присылайте водителя",
    "huwag mo na i-send yung sedan",
    "cancel ko po yung booking",
  ])("%s", (text) => expect(optOutOf(text)).toBeNull())

  test("nothing said, and a long letter that mentions it", () => {
    expect(optOutOf(null)).toBeNull()
    expect(optOutOf(`${"We would like three cars for our guests. ".repeat(10)}Stop.`)).toBeNull()
  })
})

test.each(["START", "Unstop", "start please", "subscribe", "старт", "ابدأ"])("%s asks to write again", (text) =>
  expect(optOutOf(text)).toBe("start"),
)

test.each(["start date is Monday", "when does it start?", "can we start at 9", "restart"])("%s does not", (text) =>
  expect(optOutOf(text)).toBeNull(),
)

test("any text is read quickly and without failing", () => {
  const word = fc.constantFrom("stop", "sending", "me", "لا", "ترسلوا", "لي", "не", "мне", "wag", "na", "de", "messages", "to", "any")
  fc.assert(fc.property(fc.array(word, { maxLength: 60 }), (words) => ["stop", "start", null].includes(optOutOf(words.join(" ")))))
})

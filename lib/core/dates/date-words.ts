/** The words in written dates: months, weekdays, halves of the day, fillers and time zones, in the languages our senders use. */

/** January to December. A word is matched whole, in the form that `plainWords` gives it. */
const MONTH_NAMES: readonly string[] = [
  "jan january janvier janv يناير جانفي январь января янв enero januar gennaio ocak janeiro जनवरी جنوری",
  "feb february fevrier fevr fev فبراير فيفري شباط февраль февраля фев febrero februar febbraio subat şubat fevereiro pebrero फरवरी فروری",
  "mar march mars مارس اذار март марта мар marzo maerz marz mart marco marso मार्च مارچ",
  "apr april avril avr ابريل افريل نيسان апрель апреля апр abril aprile nisan अप्रैल اپریل",
  "may mai مايو ماي ايار май мая mayo maggio mayis mayıs maio मई مئی",
  "jun june juin يونيو جوان حزيران июнь июня июн junio juni giugno haziran junho hunyo जून جون",
  "jul july juillet juil يوليو جويليه تموز июль июля июл julio juli luglio temmuz julho hulyo जुलाई جولائی",
  "aug august aout اغسطس اوت اب август августа авг agosto agustos ağustos अगस्त اگست",
  "sep sept september septembre سبتمبر ايلول сентябрь сентября сен septiembre settembre eylul eylül setembro setyembre सितंबर सितम्बर ستمبر",
  "oct october octobre اكتوبر تشرين_الاول октябрь октября окт octubre oktober okt ottobre ekim outubro oktubre अक्टूबर अक्तूबर اکتوبر",
  "nov november novembre نوفمبر تشرين_الثاني ноябрь ноября ноя noviembre kasim kasım novembro nobyembre नवंबर नवम्बर نومبر",
  "dec december decembre ديسمبر كانون_الاول декабрь декабря дек diciembre dezember dez dicembre aralik aralık dezembro disyembre दिसंबर दिसम्बर دسمبر",
]
const LEVANTINE_JANUARY = "كانون_الثاني"

const MONTHS: ReadonlyMap<string, number> = new Map([
  ...MONTH_NAMES.flatMap((names, at) => names.split(" ").map((name) => [plainWords(name), at + 1] as const)),
  [LEVANTINE_JANUARY, 1],
])

/** 1 to 12, or null for a word that is not a month. */
export const monthNamed = (word: string): number | null => MONTHS.get(word) ?? null

/** Words before a date that add nothing to it. */
export const BEFORE_DATE =
  /^(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim|(?:يوم )?(?:الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|السبت)|on|at|the|le|den|في|بتاريخ|يوم)(?:\.? *[,،] *|\.? +))+/u

/** After the year, adding nothing to it: "2026 г.", "2026 года". */
export const AFTER_YEAR = /^\s*г(?:ода?)?(?:\.|(?![\p{L}]))/u

/** Between a date and its time. */
export const BEFORE_TIME = /^(?:[t_](?=\d)|[\s,،:]*(?:-\s+)?(?:@\s*|(?:at|a|a las|um|в|الساعه|في)\s+)?)/u

/** Signs of the two halves of a day; Arabic writes one letter or the word. */
export const AFTERNOON = /^(?:pm|p|م|مساء|مساءا|ظهرا)$/u
export const FORENOON = /^(?:am|a|ص|صباحا)$/u

/** Minutes ahead of UTC. Names that stand for several zones (CST, IST) are read as the nearest to the Gulf or as mail uses them. */
export const ZONE_MINUTES: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  gst: 240,
  uae: 240,
  ksa: 180,
  ast: 180,
  "gulf standard time": 240,
  msk: 180,
  trt: 180,
  eet: 120,
  eest: 180,
  cet: 60,
  cest: 120,
  wet: 0,
  bst: 60,
  pkt: 300,
  ist: 330,
  "india standard time": 330,
  pht: 480,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
}

/** Small letters, no marks, one form of alif, "ه" for "ة", and the month names of two words as one. */
export function plainWords(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("ٱ", "ا")
    .replaceAll("ة", "ه")
    .replaceAll("ـ", "")
    .replaceAll(/(تشرين|كانون) (الاول|الثاني)/g, "$1_$2")
}

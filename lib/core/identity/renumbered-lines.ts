/**
 * One line, two spellings. Countries lengthen their numbers and drop prefixes, while address books, CRMs and WhatsApp
 * accounts keep the old spelling for years. Each row rewrites one old spelling to the number as it is dialled from
 * abroad today; that number is the key of the line, so both spellings are one identity.
 *
 * A row applies only where the result is a valid number of today's plan. Unless it is `parallel`, it also applies only
 * to a number that is not valid as it stands, so a valid number never becomes another one.
 *
 * Only changes that follow from the digits alone are listed. Where the new prefix depends on the operator (mobiles of
 * Senegal and Togo, fixed lines of Manila), the old number does not say what the new one is.
 */
type Renumbering = {
  /** ISO 3166-1 alpha-2. */
  country: string
  /** All digits of the old spelling, country code included. */
  from: RegExp
  to: string
  /** The first day of the new spelling, in the last region that changed. */
  since: string
  source: string
  /** The old spelling is still a valid number by the plan. */
  parallel?: true
}

type Row = readonly [from: RegExp, to: string, parallel?: "parallel"]

const change = (country: string, since: string, source: string, ...rows: readonly Row[]): Renumbering[] =>
  rows.map(([from, to, parallel]) => ({ country, from, to, since, source, ...(parallel ? { parallel: true } : {}) }))

const MIGRATOR = "Google libphonenumber, migrator/src/data/recipes.csv"
const WTNG = "World Telephone Numbering Guide (wtng.info)"

export const RENUMBERINGS: readonly Renumbering[] = [
  // Calls from abroad and WhatsApp mark a mobile by the 9; people leave it out, or write the domestic 15 instead.
  ...change(
    "AR",
    "1999-01-24",
    "Google libphonenumber, metadata of AR",
    [/^54([1-8]\d{9})$/, "549$1", "parallel"],
    [/^549?0?(11)15(\d{8})$/, "549$1$2"],
    [/^549?0?([23]\d{2})15(\d{7})$/, "549$1$2"],
    [/^549?0?([23]\d{3})15(\d{6})$/, "549$1$2"],
  ),
  ...change("BJ", "2024-11-30", "ARCEP Bénin, ten-digit plan", [/^229(\d{8})$/, "22901$1"]),
  ...change("BR", "2016-12-31", `Anatel, Resolução 553/2010; ${MIGRATOR}`, [/^55([1-9]{2})([6-9]\d{7})$/, "55$19$2"]),
  // The operator shows in the second digit of an old mobile and in the third of an old fixed line.
  ...change(
    "CI",
    "2021-01-31",
    "ARTCI, ten-digit plan",
    [/^225([04-9][0-3]\d{6})$/, "22501$1"],
    [/^225([04-9][4-6]\d{6})$/, "22505$1"],
    [/^225([04-9][7-9]\d{6})$/, "22507$1"],
    [/^225(2\d8\d{5})$/, "22521$1"],
    [/^225([23]\d0\d{5})$/, "22525$1"],
    [/^225([23]\d{7})$/, "22527$1"],
  ),
  ...change("CL", "2013-07-06", "Subtel, ITU communication of 2.VII.2014", [/^562(\d{7})$/, "5622$1"], [/^56([3-7]\d)(\d{6})$/, "56$12$2"]),
  ...change("CM", "2014-11-21", "ART Cameroun, nine-digit plan", [/^237([579]\d{7})$/, "2376$1"], [/^237(22\d{6})$/, "2372$1"]),
  ...change("CO", "2021-09-01", "CRC, Resolución 5826", [/^57([1-8]\d{7})$/, "5760$1"]),
  ...change("CR", "2008-03-20", "ICE, eight-digit plan", [/^506([38]\d{6})$/, "5068$1"], [/^506([24-7]\d{6})$/, "5062$1"]),
  ...change("DZ", "2008-02-22", "ARPT, ten-digit mobiles", [/^213([5-7])(\d{7})$/, "213$1$1$2"]),
  ...change("EC", "2012-09-30", "Senatel, ten-digit mobiles", [/^593([5-9]\d{7})$/, "5939$1"]),
  ...change(
    "EG",
    "2011-10-06",
    "NTRA, eleven-digit mobiles",
    [/^201([069]\d{7})$/, "2010$1"],
    [/^201([14]\d{7})$/, "2011$1"],
    [/^201([278]\d{7})$/, "2012$1"],
  ),
  ...change(
    "GA",
    "2019-11-15",
    `ARCEP Gabon, nine-digit plan; ${MIGRATOR}`,
    [/^24101(\d{6})$/, "24111$1", "parallel"],
    [/^2410?([256]\d{6})$/, "2416$1", "parallel"],
    [/^2410?([47]\d{6})$/, "2417$1", "parallel"],
  ),
  ...change("HN", "2007-02-25", WTNG, [/^504(3\d{6})$/, "5043$1"], [/^504(9\d{6})$/, "5049$1"]),
  ...change("KW", "2008-10-17", "Ministry of Communications of Kuwait", [/^965([2-5]\d{6})$/, "9652$1"], [/^965(6\d{6})$/, "9656$1"]),
  ...change("KW", "2008-10-17", "Ministry of Communications of Kuwait", [/^965([79]\d{6})$/, "9659$1"]),
  ...change("MA", "2009-03-07", "ANRT, ten-digit plan", [/^212([23]\d{7})$/, "2125$1"], [/^212([14-7]\d{7})$/, "2126$1"]),
  ...change("MU", "2013-09-01", "ICTA, eight-digit mobiles", [/^230([7-9]\d{6})$/, "2305$1"]),
  // The 1 stood for "mobile"; 01, 044 and 045 were dialled inside the country.
  ...change("MX", "2019-08-03", `IFT, ten-digit dialling; ${MIGRATOR}`, [/^52(?:1|0?1|0?4[45])(\d{10})$/, "52$1"]),
  ...change("NI", "2009-04-22", WTNG, [/^505([468]\d{6})$/, "5058$1"], [/^505([2357]\d{6})$/, "5052$1"]),
  ...change("QA", "2010-07-28", "ictQATAR, eight-digit plan", [/^974([3-7])(\d{6})$/, "974$1$1$2"]),
  ...change("SA", "2013-08-18", `CITC, ITU communication of 9.IV.2013; ${MIGRATOR}`, [/^966([1-467]\d{7})$/, "9661$1"]),
  ...change("SN", "2007-07-01", "ARTP, nine-digit plan", [/^221([89]\d{6})$/, "22133$1"]),
  ...change("TG", "2011-08-07", "ARTP Togo, eight-digit plan", [/^228(2\d{6})$/, "2282$1"]),
  ...change(
    "VN",
    "2018-09-15",
    `Ministry of Information and Communications; ${MIGRATOR}`,
    [/^8412([068]\d{7})$/, "847$1"],
    [/^84121(\d{7})$/, "8479$1"],
    [/^84122(\d{7})$/, "8477$1"],
    [/^8412([3-5]\d{7})$/, "848$1"],
    [/^84127(\d{7})$/, "8481$1"],
    [/^84129(\d{7})$/, "8482$1"],
    [/^8416([2-9]\d{7})$/, "843$1"],
    [/^8418([68]\d{7})$/, "845$1"],
    [/^84199(\d{7})$/, "8459$1"],
  ),
  // Kosovo borrowed codes of Slovenia and Serbia until it had its own.
  ...change("XK", "2016-12-15", "ITU, assignment of +383", [/^386(49\d{6})$/, "383$1"], [/^381((?:28|29|38|39)\d{6})$/, "383$1"]),
]

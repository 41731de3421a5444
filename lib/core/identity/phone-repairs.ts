/** What people and forms put into a number in full that does not belong there. */

/** Digits as they may have been meant, which then are of the country with this code. */
type Repair = { candidate: string; code: string }

const CODE_LENGTHS = [1, 2, 3]

/** The digits with one repeated country code or inner 00 taken out: "971971…", "97100971…". */
export const repeatedCodes = (digits: string): Repair[] =>
  CODE_LENGTHS.flatMap((length) => {
    const code = digits.slice(0, length)
    const rest = digits.slice(length)
    return ["", "00", "0"].filter((mark) => rest.startsWith(mark + code)).map((mark) => ({ candidate: rest.slice(mark.length), code }))
  })

/** Without the trunk prefix that is dialled inside a country: "+39 0347…", "+998 8 90…", "+54 9 011…". */
export const strayTrunks = (digits: string): Repair[] =>
  CODE_LENGTHS.flatMap((length) => {
    const code = digits.slice(0, length)
    const rest = digits.slice(length)
    const prefix = /^(?:0|8(?=0?\d{9,}$)|90)/.exec(rest)?.[0]
    if (prefix === undefined || (prefix === "8" && !TRUNK_8.has(code)) || (prefix === "90" && code !== "54")) return []
    return [{ candidate: code + prefix.slice(0, -1) + rest.slice(prefix.length), code }]
  })

/** Countries in which 8 is dialled before a national number. */
const TRUNK_8 = new Set(["7", "370", "375", "992", "993", "998"])

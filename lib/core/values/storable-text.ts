/** Whether PostgreSQL can hold a text: it stores no NUL character, no half of a surrogate pair, and no year 0. */
export const isStorableText = (text: string): boolean => text.isWellFormed() && !text.includes("\0") && !YEAR_OUT_OF_RANGE.test(text)

/** Year 0, years before it, and years beyond PostgreSQL's calendar, in a text that is a date and nothing else. */
const YEAR_OUT_OF_RANGE = /^\s*(?:0000|-\d{4,}|\+\d{5,})-\d\d-\d\d(?:[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?\s*$/i

/**
 * Masks contact details in free text that leaves the database: log lines, error messages of mail servers and CRMs, the
 * last error of a job. Error messages quote their input ("550 <reem@example.com> unknown"), and a log must not become a
 * second customer list. Ids, dates and versions stay readable.
 */
const EMAIL = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu
/** Seven digits or more, grouped as people group them, that are not part of a longer word such as a UUID. */
const NUMBER = /(?<![\p{L}\p{N}_-])(?!\d{4}-\d\d-\d\d)(?:\+|00)?\p{Nd}(?:[\s().-]{0,2}\p{Nd}){6,17}(?![\p{L}\p{N}_-])/gu

export const maskContacts = (text: string): string => text.replace(EMAIL, "[email]").replace(NUMBER, "[number]")

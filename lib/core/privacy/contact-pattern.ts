/**
 * A text that carries somebody's e-mail or phone where none belongs, for PostgreSQL's `~*`. Ids of campaigns are long
 * numbers too, so a phone is one with a plus or 00 before it, or an Emirati one.
 */
export const CONTACT_PATTERN = [
  String.raw`[^\s@]+(@|%40)[^\s@]+\.[^\s@]+`,
  String.raw`(\+|\m00)[0-9][0-9 ().-]{6,}[0-9]`,
  String.raw`(^|[^0-9a-z])(971|0)[2-9][0-9]{7,8}($|[^0-9])`,
].join("|")

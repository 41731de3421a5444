/** Ids come with 15 characters, where case counts, or with 3 more that say the case again. Only the long form is kept. */
const SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

export function fullId(id: string): string {
  if (id.length !== 15) return id
  const ends = [0, 5, 10].map((start) => [0, 1, 2, 3, 4].reduce((bits, at) => bits + (/[A-Z]/.test(id[start + at] ?? "") ? 2 ** at : 0), 0))
  return id + ends.map((bits) => SUFFIX[bits]).join("")
}

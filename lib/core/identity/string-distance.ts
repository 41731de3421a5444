/** Two measures of likeness between short words, both symmetric. Almost all pairs are unlike, so the cheap bounds come first. */

/** Jaro-Winkler similarity, 0 to 1; prefix weight 0.1 over at most four letters. Two empty words are not alike: 0. */
export function jaroWinkler(left: string, right: string): number {
  if (left === "" || right === "") return 0
  if (left === right) return 1
  // Greedy matching depends on which word leads; a fixed order keeps the measure symmetric.
  const jaro = left < right ? jaroSimilarity(left, right) : jaroSimilarity(right, left)
  return withPrefix(jaro, left, right)
}

/** `jaroWinkler(left, right) >= least`, without comparing words that share too few letters for it. */
export function isAlike(left: string, right: string, least: number): boolean {
  if (left === "" || right === "") return false
  const most = Math.min(countIn(left, lettersOf(right)), countIn(right, lettersOf(left)))
  const bound = withPrefix((most / left.length + most / right.length + 1) / 3, left, right)
  return bound + ROUNDING >= least && jaroWinkler(left, right) >= least
}

/** More than sums of thirds are ever off. */
const ROUNDING = 1e-9

function withPrefix(jaro: number, left: string, right: string): number {
  let prefix = 0
  while (prefix < 4 && prefix < left.length && left.charCodeAt(prefix) === right.charCodeAt(prefix)) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** One bit per letter; letters of other scripts share bits, which only makes a bound looser. */
function lettersOf(word: string): number {
  let letters = 0
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31)
  return letters
}

function countIn(word: string, letters: number): number {
  let count = 0
  for (let at = 0; at < word.length; at++) count += (letters >>> (word.charCodeAt(at) & 31)) & 1
  return count
}

/** Room for the words at hand: comparing is synchronous, so one set serves all. */
let usedRight = new Uint8Array(64)
let matchedLeft = new Uint16Array(64)

function jaroSimilarity(left: string, right: string): number {
  const window = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1)
  if (Math.max(left.length, right.length) > usedRight.length) {
    usedRight = new Uint8Array(2 * Math.max(left.length, right.length))
    matchedLeft = new Uint16Array(usedRight.length)
  }
  usedRight.fill(0, 0, right.length)
  let matches = 0
  for (let i = 0; i < left.length; i++) {
    const letter = left.charCodeAt(i)
    const end = Math.min(right.length, i + window + 1)
    for (let j = Math.max(0, i - window); j < end; j++) {
      if (usedRight[j] === 1 || letter !== right.charCodeAt(j)) continue
      usedRight[j] = 1
      matchedLeft[matches++] = letter
      break
    }
  }
  if (matches === 0) return 0
  let transposed = 0
  let position = 0
  for (let j = 0; position < matches; j++) {
    if (usedRight[j] !== 1) continue
    if (right.charCodeAt(j) !== matchedLeft[position]) transposed++
    position++
  }
  return (matches / left.length + matches / right.length + (matches - transposed / 2) / matches) / 3
}

/** Edits between two words (a swap of neighbours is one), or `limit + 1` as soon as there are more than `limit`. */
export function editDistance(left: string, right: string, limit: number): number {
  if (left === right) return 0
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  // What both begin or end with costs nothing.
  let start = 0
  let [leftEnd, rightEnd] = [left.length, right.length]
  while (leftEnd > 0 && rightEnd > 0 && left.charCodeAt(leftEnd - 1) === right.charCodeAt(rightEnd - 1)) {
    leftEnd--
    rightEnd--
  }
  while (start < leftEnd && start < rightEnd && left.charCodeAt(start) === right.charCodeAt(start)) start++
  if (start === leftEnd || start === rightEnd) return Math.min(Math.max(leftEnd, rightEnd) - start, limit + 1)
  return editsBetween(left.slice(start, leftEnd), right.slice(start, rightEnd), limit)
}

let rows = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)] as const

/** Of two words that differ at both ends. */
function editsBetween(left: string, right: string, limit: number): number {
  if (limit === 1) return isOneEdit(left, right) ? 1 : 2
  // A letter that the other word lacks takes an edit.
  const foreign = Math.max(left.length - countIn(left, lettersOf(right)), right.length - countIn(right, lettersOf(left)))
  if (foreign > limit) return limit + 1
  if (right.length >= rows[0].length) rows = [wide(right), wide(right), wide(right)]
  let [older, previous, current] = rows
  for (let j = 0; j <= right.length; j++) previous[j] = j
  for (let i = 1; i <= left.length; i++) {
    const letter = left.charCodeAt(i - 1)
    current[0] = i
    let smallest = i
    for (let j = 1; j <= right.length; j++) {
      const other = right.charCodeAt(j - 1)
      let cost = at(previous, j - 1) + (letter === other ? 0 : 1)
      if (at(previous, j) + 1 < cost) cost = at(previous, j) + 1
      if (at(current, j - 1) + 1 < cost) cost = at(current, j - 1) + 1
      if (i > 1 && j > 1 && letter === right.charCodeAt(j - 2) && left.charCodeAt(i - 2) === other)
        cost = Math.min(cost, at(older, j - 2) + 1)
      current[j] = cost
      if (cost < smallest) smallest = cost
    }
    if (smallest > limit) return limit + 1
    ;[older, previous, current] = [previous, current, older]
  }
  return Math.min(at(previous, right.length), limit + 1)
}

/** One letter for another, or two neighbours swapped: anything else leaves an end in common. */
const isOneEdit = (left: string, right: string): boolean =>
  (left.length === 1 && right.length === 1) || (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0])

const wide = (word: string): Uint16Array<ArrayBuffer> => new Uint16Array(2 * word.length)
const at = (row: Uint16Array, index: number): number => row[index] ?? 0

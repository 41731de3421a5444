/**
 * Which characters of two values differ, so that one wrong digit is visible at once.
 *
 * Both texts are aligned with as few edits as possible. Case and accents are ignored, and separators (spaces, dots, the
 * plus of a number) never count as a difference. If two values share less than half of their characters, nothing is
 * marked: marking nearly everything would be noise.
 */
export type Stretch = { text: string; isSame: boolean }
type Alignment = { left: Stretch[]; right: Stretch[]; /** 0 to 1. */ likeness: number }

const LENGTH_MAX = 200
const LIKE_MIN = 0.5
const SEPARATOR = /[\s().+\-_/]/

type Cell = { key: string; at: number }

export function align(left: string, right: string): Alignment {
  const [mine, theirs] = [cellsOf(left), cellsOf(right)]
  const matched = commonSubsequence(mine, theirs)
  const longer = Math.max(mine.length, theirs.length)
  const likeness = longer === 0 ? 1 : matched.length / longer
  const isMarked = likeness >= LIKE_MIN && left.length <= LENGTH_MAX && right.length <= LENGTH_MAX
  return {
    left: stretches(left, isMarked ? new Set(matched.map(([one]) => one)) : null),
    right: stretches(right, isMarked ? new Set(matched.map(([, other]) => other)) : null),
    likeness,
  }
}

/** For each value, the most similar value of the other side. */
export function closest(value: string, others: readonly string[]): string | null {
  let best: { other: string; likeness: number } | null = null
  for (const other of others) {
    const { likeness } = align(value, other)
    if (best === null || likeness > best.likeness) best = { other, likeness }
  }
  return best?.other ?? null
}

function cellsOf(text: string): Cell[] {
  const cells: Cell[] = []
  let at = 0
  for (const char of text.slice(0, LENGTH_MAX)) {
    if (!SEPARATOR.test(char)) cells.push({ key: keyOf(char), at })
    at += char.length
  }
  return cells
}

const keyOf = (char: string): string => char.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase() || char

/** Positions (in the texts) of a longest common subsequence. */
function commonSubsequence(left: readonly Cell[], right: readonly Cell[]): [number, number][] {
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  const lengthAt = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const isEqual = left[i]?.key === right[j]?.key
      lengths[i * width + j] = isEqual ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1))
    }
  }
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const [one, other] = [left[i], right[j]]
    if (one && other && one.key === other.key) {
      pairs.push([one.at, other.at])
      i++
      j++
    } else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i++
    else j++
  }
  return pairs
}

/** `matched` null marks nothing. */
function stretches(text: string, matched: ReadonlySet<number> | null): Stretch[] {
  const found: Stretch[] = []
  let at = 0
  for (const char of text) {
    const isSeparator = SEPARATOR.test(char)
    const last = found.at(-1)
    const isSame = matched === null || (isSeparator ? (last?.isSame ?? true) : matched.has(at))
    if (last && last.isSame === isSame) last.text += char
    else found.push({ text: char, isSame })
    at += char.length
  }
  return found
}

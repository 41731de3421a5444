/** Two measures of likeness between short words, both symmetric. */

/** Jaro-Winkler similarity, 0 to 1; prefix weight 0.1 over at most four letters. Two empty words are not alike: 0. */
export function jaroWinkler(left: string, right: string): number {
  if (left === "" || right === "") return 0
  if (left === right) return 1
  // Greedy matching depends on which word leads; a fixed order keeps the measure symmetric.
  const jaro = left < right ? jaroSimilarity(left, right) : jaroSimilarity(right, left)
  let prefix = 0
  while (prefix < 4 && left[prefix] !== undefined && left[prefix] === right[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

function jaroSimilarity(left: string, right: string): number {
  const window = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1)
  const usedRight = new Uint8Array(right.length)
  const matchedLeft: string[] = []
  for (let i = 0; i < left.length; i++) {
    const end = Math.min(right.length, i + window + 1)
    for (let j = Math.max(0, i - window); j < end; j++) {
      if (usedRight[j] === 1 || left[i] !== right[j]) continue
      usedRight[j] = 1
      matchedLeft.push(left[i] ?? "")
      break
    }
  }
  const matches = matchedLeft.length
  if (matches === 0) return 0
  let transposed = 0
  let position = 0
  for (let j = 0; j < right.length; j++) {
    if (usedRight[j] !== 1) continue
    if (right[j] !== matchedLeft[position]) transposed++
    position++
  }
  return (matches / left.length + matches / right.length + (matches - transposed / 2) / matches) / 3
}

/** Edits between two words (a swap of neighbours is one), or `limit + 1` as soon as there are more than `limit`. */
export function editDistance(left: string, right: string, limit: number): number {
  if (left === right) return 0
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  let older: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const current = [i]
    let smallest = i
    for (let j = 1; j <= right.length; j++) {
      const isSame = left[i - 1] === right[j - 1]
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) cost = Math.min(cost, (older[j - 2] ?? 0) + 1)
      current.push(cost)
      smallest = Math.min(smallest, cost)
    }
    if (smallest > limit) return limit + 1
    older = previous
    previous = current
  }
  return Math.min(previous[right.length] ?? 0, limit + 1)
}

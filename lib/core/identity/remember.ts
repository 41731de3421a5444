/**
 * Names repeat, and reading one is pure: an answer is kept for as many words as fit, and all are forgotten when they no
 * longer do. What is kept is shared, so it is never changed by whoever gets it.
 */
export function remember<T>(answer: (text: string) => T, most: number): (text: string) => T {
  const kept = new Map<string, T>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    if (kept.size >= most) kept.clear()
    const found = answer(text)
    kept.set(text, found)
    return found
  }
}

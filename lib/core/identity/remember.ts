/** Memoises a pure function of a text. When the cache is full it is emptied. Cached values are shared and must not be changed. */
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

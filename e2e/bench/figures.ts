/** Prints one figure, with its share of the ceiling measured in the same run. */
export function report(name: string, value: number | string, unit: string, ceiling?: number): void {
  const shown = typeof value === "number" ? Math.round(value).toLocaleString("en") : value
  const share = ceiling !== undefined && typeof value === "number" ? `   ${((100 * value) / ceiling).toFixed(0)} % of the bare insert` : ""
  process.stdout.write(`${name.padEnd(52)} ${shown}${unit}${share}\n`)
}

export function distribution(values: readonly number[]): { p50: number; p95: number; p99: number } {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

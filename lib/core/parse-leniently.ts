import type { z } from "zod"

/**
 * Parses search parameters leniently. Addresses are typed, shared and outlive what they name, so an invalid parameter
 * is dropped alone. Of a parameter given twice the first counts, or all where several are allowed.
 */
export type SearchParams = Record<string, string | string[] | undefined>

type Ways = {
  /** Keys that take several values, separated by commas. */
  lists?: readonly string[]
  /** Defaults for missing or invalid values. */
  fallback?: Record<string, string>
}

export function parseLeniently<S extends z.ZodObject>(
  schema: S,
  given: SearchParams,
  { lists = [], fallback = {} }: Ways = {},
): z.output<S> {
  const filled: Record<string, string> = { ...fallback }
  for (const [key, value] of Object.entries(given)) {
    const text = Array.isArray(value) ? (lists.includes(key) ? value.join(",") : (value[0] ?? "")) : (value ?? "")
    if (text.trim() !== "") filled[key] = text
  }
  const whole = schema.safeParse(filled)
  if (whole.success) return whole.data
  for (const { path } of whole.error.issues) {
    const key = String(path[0])
    const part = lists.includes(key) ? goodPart(schema.shape[key], filled[key] ?? "") : fallback[key]
    if (part) filled[key] = part
    else delete filled[key]
  }
  return schema.parse(filled)
}

/** The valid ones of several values. */
const goodPart = (list: z.core.$ZodType | undefined, value: string): string =>
  value
    .split(",")
    .filter((one) => one !== "" && (list as z.ZodType | undefined)?.safeParse(one).success)
    .join(",")

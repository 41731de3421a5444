import { z } from "zod"
import type { CrmNotices, Notice } from "@/lib/crm/definition"

/** Reads notices with a JSON body. */
export const noticesIn =
  <T>(schema: z.ZodType<T>, of: (body: T) => Notice[]): CrmNotices["read"] =>
  (text) => {
    const body = schema.safeParse(jsonIn(text))
    return body.success ? of(body.data) : null
  }

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

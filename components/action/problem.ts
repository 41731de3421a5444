/** What an action answers, as lib/web/action.ts makes it: data, or one sentence and what is wrong with which field. */
export type ActionResult<Data> =
  | {
      data?: Data | undefined
      serverError?: { message: string; fields?: Record<string, string> | undefined } | undefined
      validationErrors?: unknown
    }
  | undefined

/** Why an action did not go through. `offline`, `noAnswer` and `outdated` carry no message: the screen words them. */
export type Problem = {
  reason: "refused" | "invalid" | "offline" | "noAnswer" | "outdated"
  message: string
  /** Field name → what is wrong with it. */
  fields: Record<string, string>
}

/** Null when the action went through. */
export function problemOf(answer: ActionResult<unknown>): Problem | null {
  if (!answer) return { reason: "noAnswer", message: "", fields: {} }
  if (answer.serverError) return { reason: "refused", message: answer.serverError.message, fields: answer.serverError.fields ?? {} }
  if (!answer.validationErrors) return null
  const fields = Object.fromEntries(messagesIn(answer.validationErrors, []))
  return { reason: "invalid", message: Object.values(fields)[0] ?? "", fields }
}

/** A call that threw never ran to its end: browsers throw a TypeError where a request could not be made at all. */
export const problemOfThrown = (error: unknown, { isOnline, isOutdated }: { isOnline: boolean; isOutdated: boolean }): Problem => ({
  reason: isOutdated ? "outdated" : !isOnline || error instanceof TypeError ? "offline" : "noAnswer",
  message: "",
  fields: {},
})

/** Errors come as a tree in the shape of the input, each node with its `_errors`. */
function messagesIn(node: unknown, path: string[]): [string, string][] {
  if (typeof node !== "object" || node === null) return []
  const { _errors, ...children } = node as { _errors?: string[] }
  const own: [string, string][] = _errors?.[0] ? [[path.join("."), _errors[0]]] : []
  return [...own, ...Object.entries(children).flatMap(([key, child]) => messagesIn(child, [...path, key]))]
}

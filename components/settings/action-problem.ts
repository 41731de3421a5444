/** What an action that did not work tells the form: one sentence, and what is wrong with which field. */
export type ActionAnswer<T = unknown> =
  | {
      data?: T | undefined
      serverError?: { message: string; fields?: Record<string, string> | undefined } | undefined
      validationErrors?: unknown
    }
  | undefined

export type Problem = { message: string; fields: Record<string, string> }

export function problemOf(answer: ActionAnswer): Problem | null {
  if (!answer) return { message: "This did not reach the server. Please try again.", fields: {} }
  if (answer.serverError) return { message: answer.serverError.message, fields: answer.serverError.fields ?? {} }
  if (!answer.validationErrors) return null
  const fields = Object.fromEntries(messagesIn(answer.validationErrors, []))
  return { message: Object.values(fields)[0] ?? "Some fields are not right.", fields }
}

/** Errors come as a tree in the shape of the input, each node with its `_errors`. */
function messagesIn(node: unknown, path: string[]): [string, string][] {
  if (typeof node !== "object" || node === null) return []
  const { _errors, ...children } = node as { _errors?: string[] }
  const own: [string, string][] = _errors?.[0] ? [[path.join("."), _errors[0]]] : []
  return [...own, ...Object.entries(children).flatMap(([key, child]) => messagesIn(child, [...path, key]))]
}

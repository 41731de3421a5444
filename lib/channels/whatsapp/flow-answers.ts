import { cleanJson, cleanText } from "../reading/clean-text"
import { isObject, parseJson } from "@/lib/core/encoding/json"
import { readForm } from "@/lib/core/forms/read-form"
import type { FormFields } from "../reading/form-body"
import { formClaims, formIdentities } from "../reading/form-claims"
import type { MessageContent } from "./message-content"

/** Set by the platform, not answered by the person. */
const NOT_ANSWERS = new Set(["flow_token", "flow_id", "flow_name", "version", "data_api_version"])

/**
 * The answers of a WhatsApp Flow: JSON inside a string, with the keys that whoever made the Flow chose. They are read as the
 * fields of a form are, and all of them stand on the timeline.
 */
export function flowAnswers(reply: Record<string, unknown>): Partial<MessageContent> {
  const answers = answersIn(reply["response_json"])
  if (answers === null) return unreadAnswers(reply)
  const form = readForm(answers)
  const lines = Object.entries(answers).map(([key, value]) => `${key}: ${wordsOf(value)}`)
  return {
    text: cleanText(lines.join("\n")) ?? cleanText(reply["body"]),
    details: { label: "Form in WhatsApp", form: cleanText(reply["name"], 200), answers: cleanJson(answers) },
    identities: formIdentities(form).map((claim) => ({ ...claim, source: "profile" })),
    fields: formClaims(form),
  }
}

/** What cannot be read stands on the timeline as it came, and the receipt says so. */
const unreadAnswers = (reply: Record<string, unknown>): Partial<MessageContent> => ({
  text: cleanText(reply["body"]),
  details: {
    label: "Form in WhatsApp",
    form: cleanText(reply["name"], 200),
    notUnderstood: { response_json: cleanJson(reply["response_json"]) },
  },
  notes: [{ problem: "unreadable", about: "other", text: "the answers of the form cannot be read; they are kept as they came" }],
})

/** Null for answers that are there and cannot be read. */
function answersIn(response: unknown): FormFields | null {
  if (response === undefined || response === null || response === "") return {}
  const reading = typeof response === "string" ? parseJson(response) : null
  const answers = reading?.ok ? reading.value : response
  return isObject(answers)
    ? Object.fromEntries(Object.entries(answers).flatMap(([key, value]) => (NOT_ANSWERS.has(key) ? [] : [[key, chosenIn(value)]])))
    : null
}

/** A choice comes as its id: its place in the list and its words, `0_Saudi_Arabia`. */
const chosenIn = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(chosenIn)
    : typeof value === "string" && /^\d{1,2}_\p{L}[^\s@]*$/u.test(value)
      ? value.replace(/^\d+_/, "").replaceAll("_", " ")
      : value

const wordsOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(wordsOf).join(", ") : isObject(value) ? JSON.stringify(value) : String(value)

import { cleanJson, cleanText } from "../reading/clean-text"
import { readForm } from "@/lib/core/forms/read-form"
import type { FormFields } from "../reading/form-body"
import { formClaims, formIdentities } from "../reading/form-claims"
import { readJson } from "../reading/json-body"
import type { MessageContent } from "./message-content"

/** Set by the platform, not answered by the person. */
const NOT_ANSWERS = new Set(["flow_token", "flow_id", "flow_name", "version", "data_api_version"])

/**
 * The answers of a WhatsApp Flow: JSON inside a string, with the keys that whoever made the Flow chose. They are read as the
 * fields of a form are, and all of them stand on the timeline.
 */
export function flowAnswers(reply: Record<string, unknown>): Partial<MessageContent> {
  const answers = answersIn(reply["response_json"])
  const form = readForm(answers)
  const lines = Object.entries(answers).map(([key, value]) => `${key}: ${wordsOf(value)}`)
  return {
    text: cleanText(lines.join("\n")) ?? cleanText(reply["body"]),
    details: { label: "Form in WhatsApp", form: cleanText(reply["name"], 200), answers: cleanJson(answers) },
    identities: formIdentities(form).map((claim) => ({ ...claim, source: "profile" })),
    fields: formClaims(form),
  }
}

function answersIn(response: unknown): FormFields {
  const reading = typeof response === "string" ? readJson(Buffer.from(response)) : null
  const given =
    reading?.ok && !Array.isArray(reading.value) ? reading.value : typeof response === "object" && response !== null ? response : {}
  return Object.fromEntries(Object.entries(given).filter(([key]) => !NOT_ANSWERS.has(key)))
}

const wordsOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(wordsOf).join(", ") : typeof value === "object" && value !== null ? JSON.stringify(value) : String(value)

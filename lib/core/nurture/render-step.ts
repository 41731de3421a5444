import { escapeHtml } from "@/lib/core/encoding/escape-html"
import type { Language } from "./language"
import { fillIn, type PlaceholderValues } from "./placeholders"
import type { NurtureStep } from "./sequence"

/** What one person gets in one step, word for word. `language` is the language of the text. */
export type RenderedStep =
  | { channel: "email"; language: Language; subject: string; text: string; html: string }
  | { channel: "whatsapp"; language: Language; templateId: string; variables: string[]; text: string }
  | { channel: "task"; language: Language; title: string; text: string }

const FOOTERS: Record<Language, { text: (url: string) => string; link: string }> = {
  en: { text: (url) => `You get this because you asked us about a car. No more mail like this: ${url}`, link: "Unsubscribe" },
  ar: { text: (url) => `وصلتك هذه الرسالة لأنك استفسرت عن سيارة. لإيقاف هذه الرسائل: ${url}`, link: "إلغاء الاشتراك" },
}

/** Renders a step for one lead. A text that is missing in the person's language is sent in English. */
export function renderStep(step: NurtureStep, values: PlaceholderValues, asked: Language, unsubscribeUrl: string): RenderedStep {
  if (step.channel === "task") {
    const title = fillIn(step.title, values, "en")
    return { channel: "task", language: "en", title, text: title }
  }
  const language = step.templates[asked] ? asked : "en"
  if (step.channel === "whatsapp") {
    const template = step.templates[language] ?? step.templates.en
    return {
      channel: "whatsapp",
      language,
      templateId: template.templateId,
      variables: template.variables.map((variable) => fillIn(variable, values, language)),
      text: fillIn(template.text, values, language),
    }
  }
  const template = step.templates[language] ?? step.templates.en
  const body = fillIn(template.body, values, language)
  return {
    channel: "email",
    language,
    subject: fillIn(template.subject, values, language),
    text: `${body}\n\n-- \n${FOOTERS[language].text(unsubscribeUrl)}`,
    html: htmlOf(body, language, unsubscribeUrl),
  }
}

function htmlOf(body: string, language: Language, unsubscribeUrl: string): string {
  const paragraphs = body
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll("\n", "<br>")}</p>`)
    .join("\n")
  const footer = escapeHtml(FOOTERS[language].text("").replace(/[:：]\s*$/u, ""))
  return [
    `<!doctype html><html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}"><head><meta charset="utf-8"></head>`,
    `<body style="font-family:sans-serif;line-height:1.5">${paragraphs}`,
    `<p style="color:#666;font-size:12px">${footer}: <a href="${escapeHtml(unsubscribeUrl)}">${FOOTERS[language].link}</a></p></body></html>`,
  ].join("\n")
}

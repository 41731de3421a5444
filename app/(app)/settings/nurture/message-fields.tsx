"use client"

import { useTranslations } from "use-intl/react"
import { Button } from "@/components/ui/button"
import { Field, Input, Textarea } from "@/components/ui/field"
import type { Language } from "@/lib/core/nurture/language"
import type { NurtureStep } from "@/lib/core/nurture/sequence"

type EmailStep = Extract<NurtureStep, { channel: "email" }>
type WhatsappStep = Extract<NurtureStep, { channel: "whatsapp" }>
type Props = { step: EmailStep | WhatsappStep; onChange: (step: NurtureStep) => void }

/** The text in each language. English is always there: who reads neither gets it. */
export function MessageFields({ step, onChange }: Props) {
  const t = useTranslations("nurture.message")
  return (
    <div className="grid gap-3 xl:grid-cols-2">
      <InLanguage step={step} language="en" onChange={onChange} />
      {step.templates.ar ? (
        <InLanguage step={step} language="ar" onChange={onChange} />
      ) : (
        <div className="self-center">
          <Button size="sm" look="quiet" onClick={() => onChange(withArabic(step))}>
            {t("addArabic")}
          </Button>
        </div>
      )}
    </div>
  )
}

const withArabic = (step: EmailStep | WhatsappStep): NurtureStep =>
  step.channel === "email"
    ? { ...step, templates: { ...step.templates, ar: { subject: "", body: "مرحبًا {name}،\n\n" } } }
    : { ...step, templates: { ...step.templates, ar: { templateId: "", variables: ["{name}"], text: "" } } }

const InLanguage = ({ step, language, onChange }: Props & { language: Language }) =>
  step.channel === "email" ? (
    <EmailFields step={step} language={language} onChange={onChange} />
  ) : (
    <WhatsappFields step={step} language={language} onChange={onChange} />
  )

type FieldsProps<S> = { step: S; language: Language; onChange: (step: NurtureStep) => void }

function EmailFields({ step, language, onChange }: FieldsProps<EmailStep>) {
  const t = useTranslations("nurture.message")
  const languageName = useTranslations("nurture.entry.languages")(language)
  const template = step.templates[language] ?? step.templates.en
  const change = (given: Partial<typeof template>) =>
    onChange({ ...step, templates: { ...step.templates, [language]: { ...template, ...given } } })
  const dir = language === "ar" ? "rtl" : "ltr"
  return (
    <div className="grid content-start gap-2">
      <Field label={t("subject", { language: languageName })}>
        {(props) => (
          <Input
            {...props}
            dir={dir}
            maxLength={150}
            value={template.subject}
            onChange={({ target }) => change({ subject: target.value })}
          />
        )}
      </Field>
      <Field label={t("text", { language: languageName })} hint={t("textHint")}>
        {(props) => (
          <Textarea
            {...props}
            dir={dir}
            className="min-h-36"
            maxLength={5000}
            value={template.body}
            onChange={({ target }) => change({ body: target.value })}
          />
        )}
      </Field>
    </div>
  )
}

function WhatsappFields({ step, language, onChange }: FieldsProps<WhatsappStep>) {
  const t = useTranslations("nurture.message")
  const languageName = useTranslations("nurture.entry.languages")(language)
  const template = step.templates[language] ?? step.templates.en
  const change = (given: Partial<typeof template>) =>
    onChange({ ...step, templates: { ...step.templates, [language]: { ...template, ...given } } })
  const variables = (text: string) =>
    text
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "")
  return (
    <div className="grid content-start gap-2">
      <Field label={t("template", { language: languageName })} hint={t("templateHint")}>
        {(props) => <Input {...props} value={template.templateId} onChange={({ target }) => change({ templateId: target.value })} />}
      </Field>
      <Field label={t("variables", { language: languageName })} hint={t("variablesHint", { example: "{name}, {vehicle}" })}>
        {(props) => (
          <Input
            {...props}
            defaultValue={template.variables.join(", ")}
            onChange={({ target }) => change({ variables: variables(target.value) })}
          />
        )}
      </Field>
      <Field label={t("says", { language: languageName })} hint={t("saysHint")}>
        {(props) => (
          <Textarea
            {...props}
            dir={language === "ar" ? "rtl" : "ltr"}
            maxLength={1024}
            value={template.text}
            onChange={({ target }) => change({ text: target.value })}
          />
        )}
      </Field>
    </div>
  )
}

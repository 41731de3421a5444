"use client"

import { useState } from "react"
import { useTranslations } from "use-intl/react"
import { Button } from "@/components/ui/button"
import { Field, Input, Select, Textarea } from "@/components/ui/field"
import type { Language } from "@/lib/core/nurture/language"
import { renderStep } from "@/lib/core/nurture/render-step"
import type { NurtureStep } from "@/lib/core/nurture/sequence"
import { NURTURE_CHANNELS, type NurtureChannel } from "@/lib/core/nurture/states"
import { MessageFields } from "./message-fields"

type Props = { number: number; step: NurtureStep; onChange: (step: NurtureStep) => void; onRemove: (() => void) | null }

const BLANK: Record<NurtureChannel, (delayHours: number) => NurtureStep> = {
  email: (delayHours) => ({ channel: "email", delayHours, templates: { en: { subject: "", body: "Hello {name},\n\n" } } }),
  whatsapp: (delayHours) => ({ channel: "whatsapp", delayHours, templates: { en: { templateId: "", variables: ["{name}"], text: "" } } }),
  task: (delayHours) => ({ channel: "task", delayHours, title: "Call {name}" }),
}

/** One step: what, when after the one before, and the text in each language. */
export function StepFields({ number, step, onChange, onRemove }: Props) {
  const t = useTranslations("nurture.step")
  const channelName = useTranslations("nurture.channel")
  const isDays = step.delayHours % 24 === 0 && step.delayHours > 0
  const [unit, setUnit] = useState<"hours" | "days">(isDays ? "days" : "hours")
  const size = unit === "days" ? 24 : 1
  return (
    <fieldset className="grid gap-3 rounded-lg border border-line bg-raised p-3">
      <legend className="px-1 text-sm font-medium">{t("title", { number: String(number) })}</legend>
      <div className="flex flex-wrap items-end gap-2">
        <Field label={t("what")}>
          {(props) => (
            <Select
              {...props}
              value={step.channel}
              onChange={({ target }) => onChange(BLANK[target.value as NurtureChannel](step.delayHours))}
            >
              {NURTURE_CHANNELS.map((channel) => (
                <option key={channel} value={channel}>
                  {channelName(channel)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t(number === 1 ? "afterEntry" : "afterStep")}>
          {(props) => (
            <Input
              {...props}
              type="number"
              min={0}
              className="w-24"
              value={step.delayHours / size}
              onChange={({ target }) => onChange({ ...step, delayHours: Math.round(Number(target.value) * size) })}
            />
          )}
        </Field>
        <Field label={t("unit")}>
          {(props) => (
            <Select
              {...props}
              value={unit}
              onChange={({ target }) => {
                const next = target.value === "days" ? "days" : "hours"
                onChange({ ...step, delayHours: next === "days" ? Math.round(step.delayHours / 24) * 24 : step.delayHours })
                setUnit(next)
              }}
            >
              <option value="hours">{t("hours")}</option>
              <option value="days">{t("days")}</option>
            </Select>
          )}
        </Field>
        {onRemove ? (
          <Button size="sm" look="quiet" className="ms-auto" aria-label={t("removeLabel", { number: String(number) })} onClick={onRemove}>
            {t("remove")}
          </Button>
        ) : null}
      </div>
      {step.channel === "task" ? (
        <Field label={t("task")}>
          {(props) => (
            <Input {...props} dir="auto" value={step.title} onChange={({ target }) => onChange({ ...step, title: target.value })} />
          )}
        </Field>
      ) : (
        <MessageFields step={step} onChange={onChange} />
      )}
      <StepPreview step={step} />
    </fieldset>
  )
}

const SAMPLES: Record<Language, { name: string; vehicle: string; company: string; agent: string }> = {
  en: { name: "Layla Haddad", vehicle: "Nissan Patrol", company: "Falcon Trading", agent: "Amira" },
  ar: { name: "ليلى حداد", vehicle: "نيسان باترول", company: "فالكون", agent: "أميرة" },
}

/** How it reads for a known person, and for a person without data. */
function StepPreview({ step }: { step: NurtureStep }) {
  const t = useTranslations("nurture.step")
  const [language, setLanguage] = useState<Language>("en")
  const [isKnown, setKnown] = useState(true)
  const rendered = renderStep(step, isKnown ? SAMPLES[language] : {}, language, "https://…/unsubscribe/…")
  return (
    <details className="text-sm">
      <summary className="cursor-pointer text-ink-2">{t("preview")}</summary>
      <div className="mt-2 grid gap-2">
        <div className="flex flex-wrap gap-2">
          <Button size="sm" aria-pressed={language === "ar"} onClick={() => setLanguage(language === "ar" ? "en" : "ar")}>
            {t(language === "ar" ? "forEnglish" : "forArabic")}
          </Button>
          <Button size="sm" aria-pressed={!isKnown} onClick={() => setKnown(!isKnown)}>
            {t(isKnown ? "nothingKnown" : "allKnown")}
          </Button>
        </div>
        {rendered.channel === "email" ? (
          <p className="font-medium" dir="auto">
            {rendered.subject}
          </p>
        ) : null}
        <Textarea
          readOnly
          aria-label={t("previewText")}
          dir={rendered.language === "ar" ? "rtl" : "ltr"}
          className="min-h-28 bg-sunken"
          value={rendered.text}
        />
      </div>
    </details>
  )
}

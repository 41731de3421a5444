"use client"

import { useState, type FormEvent } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Field, Input, Select } from "@/components/ui/field"
import { CONSENT_RULES, PURPOSES, REGIONS, type ConsentRules } from "@/lib/core/privacy/consent-gate"
import { RETENTION_KINDS, type RetentionKind, type RetentionRules } from "@/lib/core/privacy/retention"
import { previewRetentionAction, savePrivacyRulesAction } from "./actions"

type Preview = { kind: RetentionKind; before: string; count: number; isCapped: boolean }
type Rules = { suppression: boolean; consent: ConsentRules; retention: RetentionRules }

/** Retention with a preview, consent by purpose and region, and whether erased people are kept out. */
export function RulesForm({ rules, mayEdit }: { rules: Rules; mayEdit: boolean }) {
  const t = useTranslations("privacy.rules")
  const [previews, setPreviews] = useState<readonly Preview[]>([])
  const save = useServerAction(savePrivacyRulesAction, { shows: "form", onSuccess: () => void toast.success(t("saved")) })
  const preview = useServerAction(previewRetentionAction, { shows: "form", onSuccess: (found) => setPreviews(found) })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const isPreview = (event.nativeEvent as SubmitEvent).submitter?.getAttribute("value") === "preview"
    if (isPreview) preview.execute(retentionIn(form))
    else save.execute({ suppression: form.get("suppression") === "on", consent: consentIn(form), retention: retentionIn(form) })
  }
  return (
    <form onSubmit={submit} onChange={() => setPreviews([])} className="grid gap-6">
      <fieldset disabled={!mayEdit} className="grid gap-6">
        <Retention rules={rules.retention} previews={previews} />
        <Consent rules={rules.consent} suppression={rules.suppression} />
      </fieldset>
      <FormProblem problem={save.problem ?? preview.problem} />
      <div className="flex flex-wrap items-center gap-2">
        {mayEdit ? (
          <>
            <Button type="submit" look="primary" value="save" isBusy={save.isPending}>
              {t("save")}
            </Button>
            <Button type="submit" value="preview" isBusy={preview.isPending}>
              {t("preview")}
            </Button>
            <span className="text-xs text-ink-3">{t("previewHint")}</span>
          </>
        ) : null}
      </div>
    </form>
  )
}

function Retention({ rules, previews }: { rules: RetentionRules; previews: readonly Preview[] }) {
  const t = useTranslations("privacy.rules")
  const kindName = useTranslations("privacy.rules.kinds")
  const noteOf = (kind: RetentionKind): string => {
    const found = previews.find((one) => one.kind === kind)
    if (!found) return t("unit")
    return t(found.isCapped ? "wouldAtLeast" : "would", { count: found.count, before: new Date(found.before) })
  }
  return (
    <section className="grid gap-3" aria-labelledby="retention">
      <div>
        <h2 id="retention" className="font-semibold">
          {t("title")}
        </h2>
        <p className="text-sm text-ink-2">{t("hint")}</p>
      </div>
      <div className="grid gap-3 sm:grid-cols-2" aria-live="polite">
        {RETENTION_KINDS.map((kind) => (
          <Field key={kind} label={kindName(kind)} hint={noteOf(kind)}>
            {(props) => <Input {...props} name={kind} type="number" min={1} max={3650} step={1} defaultValue={rules[kind] ?? ""} />}
          </Field>
        ))}
      </div>
    </section>
  )
}

function Consent({ rules, suppression }: { rules: ConsentRules; suppression: boolean }) {
  const t = useTranslations("privacy.consent")
  return (
    <section className="grid gap-3" aria-labelledby="consent">
      <div>
        <h2 id="consent" className="font-semibold">
          {t("title")}
        </h2>
        <p className="text-sm text-ink-2">{t("hint")}</p>
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        {PURPOSES.flatMap((purpose) =>
          REGIONS.map((region) => (
            <Field key={`${purpose}.${region}`} label={t("ruleFor", { purpose: t(`purposes.${purpose}`), region: t(`regions.${region}`) })}>
              {(props) => (
                <Select {...props} name={`${purpose}.${region}`} defaultValue={rules[purpose][region]}>
                  {CONSENT_RULES.map((rule) => (
                    <option key={rule} value={rule}>
                      {t(`choices.${rule}`)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )),
        )}
      </div>
      <Checkbox name="suppression" defaultChecked={suppression} label={t("suppression")} hint={t("suppressionHint")} />
    </section>
  )
}

const retentionIn = (form: FormData): RetentionRules =>
  Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, form.get(kind) === "" ? null : Number(form.get(kind))])) as RetentionRules

const consentIn = (form: FormData): ConsentRules =>
  Object.fromEntries(
    PURPOSES.map((purpose) => [purpose, Object.fromEntries(REGIONS.map((region) => [region, form.get(`${purpose}.${region}`)]))]),
  ) as ConsentRules

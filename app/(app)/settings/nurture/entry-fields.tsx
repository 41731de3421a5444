"use client"

import { useTranslations } from "use-intl/react"
import { Checkbox } from "@/components/ui/checkbox"
import { Field, Input } from "@/components/ui/field"
import { CHANNEL_LABELS, CHANNELS } from "@/lib/core/channels"
import { BANDS, type StageId } from "@/lib/core/lead-states"
import { LANGUAGES } from "@/lib/core/nurture/language"
import type { EntryRules } from "@/lib/core/nurture/sequence"

type Props = { entry: EntryRules; stages: readonly { id: StageId; name: string }[]; onChange: (entry: EntryRules) => void }

const CHANNEL_CHOICES = CHANNELS.map((id) => ({ id, name: CHANNEL_LABELS[id] }))

/** Who enters. */
export function EntryFields({ entry, stages, onChange }: Props) {
  const t = useTranslations("nurture.entry")
  const bands = BANDS.map((id) => ({ id, name: t(`bands.${id}`) }))
  const languages = LANGUAGES.map((id) => ({ id, name: t(`languages.${id}`) }))
  return (
    <section className="grid gap-3" aria-label={t("title")}>
      <h3 className="text-base font-semibold">{t("title")}</h3>
      <Choices legend={t("band")} choices={bands} chosen={entry.bands} onChange={(next) => onChange({ ...entry, bands: next })} />
      <Choices legend={t("stage")} choices={stages} chosen={entry.stages} onChange={(next) => onChange({ ...entry, stages: next })} />
      <Choices
        legend={t("channel")}
        choices={CHANNEL_CHOICES}
        chosen={entry.channels}
        onChange={(channels) => onChange({ ...entry, channels })}
      />
      <Choices
        legend={t("language")}
        choices={languages}
        chosen={entry.languages}
        onChange={(next) => onChange({ ...entry, languages: next })}
      />
      <Field label={t("activeWithin")} hint={t("activeWithinHint")}>
        {(props) => (
          <Input
            {...props}
            type="number"
            min={1}
            max={730}
            className="max-w-32"
            value={entry.activeWithinDays}
            onChange={({ target }) => onChange({ ...entry, activeWithinDays: Number(target.value) })}
          />
        )}
      </Field>
    </section>
  )
}

type ChoicesProps<T extends string> = {
  legend: string
  choices: readonly { id: T; name: string }[]
  chosen: readonly T[]
  onChange: (chosen: T[]) => void
}

const Choices = <T extends string>({ legend, choices, chosen, onChange }: ChoicesProps<T>) => (
  <fieldset className="grid gap-1">
    <legend className="mb-1 text-xs font-medium text-ink-2">{legend}</legend>
    <div className="flex flex-wrap gap-x-4 gap-y-2.5">
      {choices.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onChange={({ target }) => onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
    </div>
  </fieldset>
)

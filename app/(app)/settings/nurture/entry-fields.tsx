import { Checkbox } from "@/components/ui/checkbox"
import { Field, Input } from "@/components/ui/field"
import { CHANNEL_LABELS, CHANNELS } from "@/lib/core/channels"
import { BANDS, type StageId } from "@/lib/core/lead-states"
import type { EntryRules } from "@/lib/core/nurture/sequence"

type Props = { entry: EntryRules; stages: readonly { id: StageId; name: string }[]; onChange: (entry: EntryRules) => void }

const BAND_WORDS = { high: "High priority", normal: "Normal", nurture: "Nurture" } as const
const BAND_CHOICES = BANDS.map((id) => ({ id, name: BAND_WORDS[id] }))
const LANGUAGE_CHOICES = [
  { id: "en", name: "English" },
  { id: "ar", name: "Arabic" },
] as const
const CHANNEL_CHOICES = CHANNELS.map((id) => ({ id, name: CHANNEL_LABELS[id] }))

/** Who enters. */
export const EntryFields = ({ entry, stages, onChange }: Props) => (
  <section className="grid gap-3" aria-label="Who enters">
    <h3 className="text-base font-semibold">Who enters</h3>
    <Choices legend="Band" choices={BAND_CHOICES} chosen={entry.bands} onChange={(bands) => onChange({ ...entry, bands })} />
    <Choices
      legend="Stage (none: any open stage)"
      choices={stages}
      chosen={entry.stages}
      onChange={(next) => onChange({ ...entry, stages: next })}
    />
    <Choices
      legend="Came by (none: any channel)"
      choices={CHANNEL_CHOICES}
      chosen={entry.channels}
      onChange={(channels) => onChange({ ...entry, channels })}
    />
    <Choices
      legend="Language (none: any)"
      choices={LANGUAGE_CHOICES}
      chosen={entry.languages}
      onChange={(languages) => onChange({ ...entry, languages })}
    />
    <Field label="Last heard of within" hint="days; leads silent for longer are not enrolled">
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

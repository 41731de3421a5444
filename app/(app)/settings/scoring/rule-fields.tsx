import type { ReactNode } from "react"
import { Checkbox } from "@/components/ui/checkbox"
import { Field, Input, Textarea } from "@/components/ui/field"
import { RULE_TITLES, SCORE_RULE_IDS, type ScoreRuleId, type ScoreRules } from "@/lib/core/scoring/rules"
import { WORD_LISTS } from "@/lib/core/scoring/compare-rules"

type Props = { rules: ScoreRules; onChange: (rules: ScoreRules) => void }

const HINTS: Record<ScoreRuleId, string> = {
  valid_uae_phone: "A UAE number that is the person's own: no switchboard, not shared.",
  responded_to_follow_up: "Wrote, or took a call, after one of us had been in touch. A bot's answer is no follow-up.",
  specific_vehicle: "The vehicle names a model or a class; “any car” is none.",
  rental_history: "A completed rental, or a booking from before this run through the pipeline.",
  multiple_channels: "The person came to us by two channels or more.",
  high_intent_words: "What people write in chats and on WhatsApp. Words taken back (“don't want to book”, مو مهتم) do not count.",
}

/** What each rule gives, and what it goes by. */
export const RuleFields = ({ rules, onChange }: Props) => (
  <ul className="grid gap-2">
    {SCORE_RULE_IDS.map((rule) => (
      <li key={rule} className="grid grid-cols-[1fr_auto] items-start gap-x-4 gap-y-2 rounded-lg border border-line bg-raised p-3">
        <Checkbox
          label={RULE_TITLES[rule]}
          hint={HINTS[rule]}
          checked={rules[rule].enabled}
          onChange={({ target }) => onChange({ ...rules, [rule]: { ...rules[rule], enabled: target.checked } })}
        />
        <NumberInput
          label={`Points: ${RULE_TITLES[rule]}`}
          unit="points"
          value={rules[rule].points}
          disabled={!rules[rule].enabled}
          onChange={(points) => onChange({ ...rules, [rule]: { ...rules[rule], points } })}
        />
        <div className="col-span-2 grid gap-3 ps-6 empty:hidden">{MORE[rule]?.({ rules, onChange })}</div>
      </li>
    ))}
  </ul>
)

const MORE: Partial<Record<ScoreRuleId, (props: Props) => ReactNode>> = {
  responded_to_follow_up: ({ rules, onChange }) => (
    <div className="flex items-center gap-2 text-sm text-ink-2">
      within
      <NumberInput
        label="Days within which an answer counts"
        unit="days"
        value={rules.responded_to_follow_up.withinDays}
        onChange={(withinDays) => onChange({ ...rules, responded_to_follow_up: { ...rules.responded_to_follow_up, withinDays } })}
      />
    </div>
  ),
  specific_vehicle: ({ rules, onChange }) => (
    <details>
      <summary className="text-xs text-ink-2">{rules.specific_vehicle.genericWords.length} words that name no vehicle</summary>
      <WordList
        label="Words that name no vehicle"
        words={rules.specific_vehicle.genericWords}
        onChange={(genericWords) => onChange({ ...rules, specific_vehicle: { ...rules.specific_vehicle, genericWords } })}
      />
    </details>
  ),
  high_intent_words: ({ rules, onChange }) => <IntentFields rules={rules} onChange={onChange} />,
}

function IntentFields({ rules, onChange }: Props) {
  const { words, inForms } = rules.high_intent_words
  const set = (change: Partial<ScoreRules["high_intent_words"]>) =>
    onChange({ ...rules, high_intent_words: { ...rules.high_intent_words, ...change } })
  const list = (key: keyof typeof words, hint?: string) => (
    <WordList
      label={WORD_LISTS[key]}
      hint={hint}
      words={words[key]}
      onChange={(changed) => set({ words: { ...words, [key]: changed } })}
      isArabic={key === "arabic"}
    />
  )
  return (
    <>
      <Checkbox label="Read messages in website forms too" checked={inForms} onChange={({ target }) => set({ inForms: target.checked })} />
      <div className="grid gap-3 sm:grid-cols-2">
        {list("english", "One a line; reserv* stands for every ending.")}
        {list("arabic", "Letter variants, vowel marks and attached particles are understood.")}
      </div>
      <details>
        <summary className="text-xs text-ink-2">Words that take back</summary>
        <div className="mt-2 grid gap-3 sm:grid-cols-3">
          {list("negations")}
          {list("refusals")}
          {list("exceptions")}
        </div>
      </details>
    </>
  )
}

type WordListProps = {
  label: string
  hint?: string | undefined
  words: readonly string[]
  isArabic?: boolean
  onChange: (words: string[]) => void
}

/** A phrase a line. What is typed stays as typed; the list is what is in it. */
const WordList = ({ label, hint, words, isArabic = false, onChange }: WordListProps) => (
  <Field label={`${label} (${words.filter(Boolean).length})`} hint={hint}>
    {(props) => (
      <Textarea
        {...props}
        dir={isArabic ? "rtl" : "auto"}
        lang={isArabic ? "ar" : undefined}
        rows={7}
        spellCheck={false}
        value={words.join("\n")}
        onChange={({ target }) => onChange(target.value.split("\n"))}
      />
    )}
  </Field>
)

type NumberProps = { label: string; unit?: string; value: number; disabled?: boolean; onChange: (value: number) => void }

export const NumberInput = ({ label, unit, value, disabled, onChange }: NumberProps) => (
  <span className="inline-flex items-center gap-1.5">
    <Input
      type="number"
      aria-label={label}
      min={0}
      max={100}
      step={1}
      disabled={disabled}
      value={Number.isNaN(value) ? "" : value}
      onChange={({ target }) => onChange(target.value === "" ? Number.NaN : Math.trunc(Number(target.value)))}
      className="w-18 text-end"
    />
    {unit ? <span className="w-9 text-xs text-ink-3">{unit}</span> : null}
  </span>
)

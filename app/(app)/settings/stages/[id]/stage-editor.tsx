"use client"

import { useEffect, useState, type FormEvent } from "react"
import { toast } from "sonner"
import { FIELD_LABELS } from "@/components/lead/field-labels"
import { StageDot } from "@/components/lead/stage-pill"
import { readQuietly } from "@/components/action/read-quietly"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Field, Input, Textarea } from "@/components/ui/field"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import type { StageId } from "@/lib/core/lead-states"
import { FIRST_STAGE, type StageDefinition } from "@/lib/core/stages"
import type { Effect } from "@/lib/pipeline/stages/measure-leads"
import { previewStageAction, saveStageAction } from "../actions"
import { ChecklistEditor } from "./checklist-editor"
import { StageEffect } from "../stage-effect"

type EditorProps = {
  stage: { id: StageId; outcome: "open" | "won" | "lost"; version: number; definition: StageDefinition }
  stages: readonly { id: StageId; name: string }[]
}

const PAUSE_MS = 350

/** What a stage is and asks for; what a change would mean for open leads is counted before it is saved. */
export function StageEditor({ stage, stages }: EditorProps) {
  const [draft, setDraft] = useState(stage.definition)
  const effect = useStageEffect(stage, draft)
  const save = useServerAction(saveStageAction, { onSuccess: () => void toast.success(`${draft.name} is saved.`) })
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stage.definition)
  const set = (part: Partial<StageDefinition>) => setDraft((current) => ({ ...current, ...part }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.execute({ id: stage.id, version: stage.version, definition: draft })
  }
  const problem = (name: string) => save.problem?.fields[`definition.${name}`]
  return (
    <form onSubmit={submit} className="grid gap-5">
      <h2 className="flex items-center gap-2 text-base font-semibold">
        <StageDot stage={stage.id} /> {stage.definition.name}
      </h2>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Name" error={problem("name")}>
          {(props) => (
            <Input {...props} required maxLength={40} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
          )}
        </Field>
        <Field label="Probability (%)" hint="Share of leads in this stage that end as a booking" error={problem("probability")}>
          {(props) => (
            <Input
              {...props}
              type="number"
              min={0}
              max={100}
              value={draft.probability}
              onChange={(event) => set({ probability: Number(event.target.value) })}
            />
          )}
        </Field>
      </div>
      <Field label="Definition" hint="When is a lead in this stage? Everyone sees it on the board.">
        {(props) => (
          <Textarea
            {...props}
            maxLength={300}
            className="min-h-14"
            value={draft.definition}
            onChange={(event) => set({ definition: event.target.value })}
          />
        )}
      </Field>
      {stage.id === FIRST_STAGE ? null : <Requirements draft={draft} set={set} outcome={stage.outcome} />}
      <ChecklistEditor items={draft.checklist} mayRequire={stage.id !== FIRST_STAGE} onChange={(checklist) => set({ checklist })} />
      {stage.outcome === "open" ? <Rhythm draft={draft} set={set} /> : null}
      <Moves draft={draft} set={set} stages={stages.filter(({ id }) => id !== stage.id)} />
      {effect ? <StageEffect effect={effect} name={draft.name} /> : null}
      <div className="flex gap-2">
        <Button type="submit" look="primary" isBusy={save.isPending} disabled={!isChanged}>
          Save
        </Button>
        <Button disabled={!isChanged} onClick={() => setDraft(stage.definition)}>
          Discard changes
        </Button>
      </div>
    </form>
  )
}

/** Counts, a moment after the last change, what the draft would mean for open leads. */
function useStageEffect({ id, outcome }: EditorProps["stage"], draft: StageDefinition): Effect | null {
  const [effect, setEffect] = useState<Effect | null>(null)
  useEffect(() => {
    if (outcome !== "open" || id === FIRST_STAGE) return
    const timer = setTimeout(() => void readQuietly(previewStageAction, { id, definition: draft }).then(setEffect), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [draft, id, outcome])
  return effect
}

type PartProps = { draft: StageDefinition; set: (part: Partial<StageDefinition>) => void }

function Requirements({ draft, set, outcome }: PartProps & { outcome: "open" | "won" | "lost" }) {
  const { requirements } = draft
  const fields = new Set(requirements.fields ?? [])
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 text-sm font-medium">To go in, a lead must have</legend>
      {outcome === "open" ? null : (
        <p className="text-sm text-ink-2">{outcome === "won" ? "A booking, always." : "A reason of the list, always."}</p>
      )}
      <div className="grid grid-cols-2 gap-1.5 sm:grid-cols-3">
        {LEAD_FIELDS.map((field) => (
          <Checkbox
            key={field}
            label={FIELD_LABELS[field] ?? field}
            checked={fields.has(field)}
            onChange={(event) =>
              set({
                requirements: {
                  ...requirements,
                  fields: LEAD_FIELDS.filter((one) => (one === field ? event.target.checked : fields.has(one))),
                },
              })
            }
          />
        ))}
      </div>
      <Field label="Contact attempts at least" hint="Our calls and messages since the lead came in, answered or not">
        {(props) => (
          <Input
            {...props}
            type="number"
            min={0}
            max={20}
            className="!w-24"
            value={requirements.contactAttempts ?? 0}
            onChange={(event) => set({ requirements: { ...requirements, contactAttempts: Number(event.target.value) } })}
          />
        )}
      </Field>
      <Checkbox
        label="A contact that reached the person: a call that was taken, or their reply to us"
        checked={requirements.reached === true}
        onChange={(event) => set({ requirements: { ...requirements, reached: event.target.checked } })}
      />
    </fieldset>
  )
}

/** Typed as text, so that a list can be written before it is one. */
function Rhythm({ draft, set }: PartProps) {
  const [text, setText] = useState(draft.cadence.days.join(", "))
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="Follow up on day" hint="Days after the lead came in here, e.g. 1, 3, 7">
        {(props) => (
          <Input
            {...props}
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              const days = event.target.value.split(/[,;\s]+/).flatMap((part) => (/^\d{1,3}$/.test(part) ? [Number(part)] : []))
              set({ cadence: { days: [...new Set(days)].sort((a, b) => a - b).slice(0, 12) } })
            }}
          />
        )}
      </Field>
      <Field label="Stale after days" hint="Empty: never">
        {(props) => (
          <Input
            {...props}
            type="number"
            min={1}
            max={365}
            value={draft.staleAfterDays ?? ""}
            onChange={(event) => set({ staleAfterDays: event.target.value === "" ? null : Number(event.target.value) })}
          />
        )}
      </Field>
    </div>
  )
}

function Moves({ draft, set, stages }: PartProps & { stages: readonly { id: StageId; name: string }[] }) {
  const all = stages.map(({ id }) => id)
  const allowed = new Set(draft.moves ?? all)
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">From here a lead may go to</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        {stages.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={allowed.has(id)}
            onChange={(event) => {
              const moves = all.filter((one) => (one === id ? event.target.checked : allowed.has(one)))
              set({ moves: moves.length === all.length ? null : moves })
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}

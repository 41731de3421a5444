"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { Button, LinkButton } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import { SequenceDraft, type NurtureStep } from "@/lib/core/nurture/sequence"
import type { StageId } from "@/lib/core/lead-states"
import type { DryRun } from "@/lib/nurture/sending/dry-run"
import { dryRunAction, saveSequenceAction } from "./actions"
import { DryRunView } from "./dry-run-view"
import { EntryFields } from "./entry-fields"
import { StepFields } from "./step-fields"

type Props = {
  /** Null for a new one. */
  sequence: { id: string; version: number } | null
  initial: SequenceDraft
  stages: readonly { id: StageId; name: string }[]
}

type Keyed = { key: number; step: NurtureStep }

/** A sequence as it would be, and what it would do; nothing is sent from here. */
export function SequenceEditor({ sequence, initial, stages }: Props) {
  const t = useTranslations("nurture.editor")
  const dry = useTranslations("nurture.dryRun")
  const router = useRouter()
  const [name, setName] = useState(initial.name)
  const [entry, setEntry] = useState(initial.entry)
  const [steps, setSteps] = useState<Keyed[]>(initial.steps.map((step, key) => ({ key, step })))
  const [run, setRun] = useState<DryRun | null>(null)
  const dryRun = useServerAction(dryRunAction, { onSuccess: (found) => setRun(found) })
  const save = useServerAction(saveSequenceAction, {
    onSuccess: () => {
      toast.success(t(sequence ? "saved" : "savedNew"))
      router.push("/settings/nurture")
    },
  })
  const parsed = SequenceDraft.safeParse({ name, entry, steps: steps.map(({ step }) => step) })
  const issue = parsed.success ? undefined : parsed.error.issues[0]
  const [part, index] = issue?.path ?? []
  const problem = issue?.message ?? t("problem")
  const shown = part === "steps" && typeof index === "number" ? t("stepProblem", { number: String(index + 1), problem }) : problem
  const own = sequence ? { id: sequence.id } : {}

  const test = () => parsed.success && dryRun.execute({ ...own, draft: parsed.data })
  const submit = () => parsed.success && save.execute({ ...own, ...(sequence ? { version: sequence.version } : {}), draft: parsed.data })
  const change = (key: number, step: NurtureStep) => setSteps(steps.map((one) => (one.key === key ? { key, step } : one)))
  const add = () =>
    setSteps([
      ...steps,
      { key: 1 + Math.max(-1, ...steps.map(({ key }) => key)), step: { channel: "task", delayHours: 72, title: "Call {name}" } },
    ])
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="grid gap-5">
        <h2 className="text-base font-semibold">{t(sequence ? "edit" : "new")}</h2>
        <Field label={t("name")}>
          {(props) => <Input {...props} dir="auto" maxLength={80} value={name} onChange={({ target }) => setName(target.value)} />}
        </Field>
        <EntryFields entry={entry} stages={stages} onChange={setEntry} />
        <section className="grid gap-3" aria-label={t("steps")}>
          <h3 className="text-base font-semibold">{t("steps")}</h3>
          <p className="text-xs text-ink-3">
            {t("placeholders", { placeholders: "{name}, {vehicle}, {company}, {agent}", fallback: "{name|dear guest}" })}
          </p>
          {steps.map(({ key, step }, at) => (
            <StepFields
              key={key}
              number={at + 1}
              step={step}
              onChange={(next) => change(key, next)}
              onRemove={steps.length > 1 ? () => setSteps(steps.filter((one) => one.key !== key)) : null}
            />
          ))}
          <div>
            <Button size="sm" onClick={add} disabled={steps.length >= 12}>
              {t("add")}
            </Button>
          </div>
        </section>
      </div>
      <section
        aria-label={dry("title")}
        aria-busy={dryRun.isPending}
        className="grid gap-3 rounded-lg border border-line bg-raised p-4 lg:sticky lg:top-0 lg:max-h-[calc(100dvh-8rem)] lg:overflow-y-auto"
      >
        <div className="flex flex-wrap gap-2">
          <Button isBusy={dryRun.isPending} disabled={!parsed.success} onClick={test}>
            {dry("title")}
          </Button>
          <Button look="primary" isBusy={save.isPending} disabled={!parsed.success} onClick={submit}>
            {t("save")}
          </Button>
          <LinkButton look="quiet" href="/settings/nurture">
            {t("back")}
          </LinkButton>
        </div>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {parsed.success ? null : shown}
        </p>
        {run ? <DryRunView run={run} /> : <p className="text-sm text-ink-2">{dry("hint")}</p>}
      </section>
    </div>
  )
}

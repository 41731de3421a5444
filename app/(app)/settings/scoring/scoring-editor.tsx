"use client"

import { useRef, useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import { Spinner } from "@/components/ui/spinner"
import { compareRules } from "@/lib/core/scoring/compare-rules"
import { ScoreRules } from "@/lib/core/scoring/rules"
import type { BackTest } from "@/lib/scoring/back-test"
import type { RuleVersion } from "@/lib/scoring/queries"
import { saveScoreRulesAction } from "./actions"
import { BackTestView } from "./back-test-view"
import { RuleFields } from "./rule-fields"
import { RuleVersions } from "./rule-versions"
import { ThresholdFields } from "./threshold-fields"
import { tidyRules } from "./tidy-rules"
import { useBackTest } from "./use-back-test"

/** The rules as they would be, and beside them what that would do; nothing happens before it is saved. */
export function ScoringEditor({ versions }: { versions: readonly RuleVersion[] }) {
  const inForce = versions[0]?.rules ?? ScoreRules.parse({})
  const [rules, setRules] = useState(inForce)
  const [note, setNote] = useState("")
  const top = useRef<HTMLHeadingElement>(null)
  const save = useServerAction(saveScoreRulesAction, {
    onSuccess: () => void toast.success("Saved. Leads are scored anew in the background."),
  })
  const parsed = ScoreRules.safeParse(tidyRules(rules))
  const changes = parsed.success ? compareRules(inForce, parsed.data) : []
  const test = useBackTest(parsed.success && changes.length > 0 ? parsed.data : null)
  const submit = () =>
    parsed.success &&
    save.execute({ rules: parsed.data, basedOn: versions[0]?.version ?? 0, ...(note.trim() ? { note: note.trim() } : {}) })
  const restore = (version: RuleVersion) => {
    setRules(version.rules)
    setNote(version.version === 0 ? "Back to the product's own rules" : `Back to version ${version.version}`)
    top.current?.scrollIntoView({ block: "nearest" })
  }
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid gap-6 max-lg:contents">
        <section className="grid gap-2">
          <h3 ref={top} className="scroll-mt-4 text-base font-semibold">
            Rules
          </h3>
          <RuleFields rules={rules} onChange={setRules} />
        </section>
        <section className="grid gap-2">
          <h3 className="text-base font-semibold">Bands</h3>
          <ThresholdFields thresholds={rules.thresholds} onChange={(thresholds) => setRules({ ...rules, thresholds })} />
        </section>
        <RuleVersions versions={versions} onRestore={restore} />
      </div>
      <section
        aria-label="Back-test"
        aria-busy={test.isRunning}
        className="grid gap-3 rounded-lg border border-line bg-raised p-4 max-lg:order-1 lg:sticky lg:top-0"
      >
        <h3 className="flex items-center gap-2 text-base font-semibold">
          Back-test {test.isRunning ? <Spinner label="Testing" className="size-3.5 text-ink-3" /> : null}
        </h3>
        <Outcome problem={parsed.success ? test.problem : problemOf(parsed.error)} changes={changes} test={test} />
        {changes.length > 0 ? (
          <>
            <Field label="Why (for the colleagues who come after)">
              {(props) => <Input {...props} dir="auto" maxLength={300} value={note} onChange={({ target }) => setNote(target.value)} />}
            </Field>
            <div className="flex gap-2">
              <Button look="primary" isBusy={save.isPending} onClick={submit}>
                Save rules
              </Button>
              <Button onClick={() => setRules(inForce)}>Discard</Button>
            </div>
          </>
        ) : null}
      </section>
    </div>
  )
}

type OutcomeProps = { problem: string | undefined; changes: string[]; test: { result: BackTest | null; isRunning: boolean } }

function Outcome({ problem, changes, test }: OutcomeProps) {
  if (problem)
    return (
      <p role="alert" className="text-sm text-danger">
        {problem}
      </p>
    )
  if (changes.length === 0)
    return <p className="text-sm text-ink-2">Change a rule, and this says which leads would change band, before anything is saved.</p>
  return (
    <>
      <ul className="grid gap-0.5 text-xs text-ink-2">
        {changes.map((change) => (
          <li key={change} className="break-words">
            <bdi dir="auto">{change}</bdi>
          </li>
        ))}
      </ul>
      <div aria-live="polite">{test.result ? <BackTestView result={test.result} isStale={test.isRunning} /> : null}</div>
    </>
  )
}

function problemOf(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string {
  const [issue] = error.issues
  const isNumber = ["points", "withinDays", "high", "nurture"].includes(String(issue?.path.at(-1)))
  return isNumber && !issue?.message.startsWith("Nurture")
    ? "Points, days and bands are whole numbers from 0 to 100 (days: 1 to 90)."
    : (issue?.message ?? "")
}

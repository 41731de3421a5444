import type { Metadata } from "next"
import { RescoreProgress } from "./rescore-progress"
import { ScoringEditor } from "./scoring-editor"
import { listRuleVersions } from "@/lib/scoring/queries"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Scoring" }

export default async function ScoringPage() {
  const ctx = await requirePage("settings.manage")
  const { versions, rescoring } = await listRuleVersions(ctx)
  return (
    <div className="mx-auto grid max-w-6xl gap-4">
      <div className="grid gap-1">
        <h2 className="text-base font-semibold">Scoring</h2>
        <p className="max-w-prose text-sm text-ink-2">
          Each rule that holds gives its points; the sum ends at 100. High-priority leads go to a senior agent, leads to nurture get
          automated follow-ups.
        </p>
      </div>
      {rescoring && !rescoring.isFinished ? <RescoreProgress rescoring={rescoring} /> : null}
      <ScoringEditor key={versions[0]?.version} versions={versions} />
    </div>
  )
}

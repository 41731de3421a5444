import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { StageEditor } from "./stage-editor"
import { StageHistory } from "./stage-history"
import { StageDefinition } from "@/lib/core/stages"
import { listRevisions, listStages } from "@/lib/pipeline/stages/stage-queries"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Stage" }

export default async function StagePage({ params }: PageProps<"/settings/stages/[id]">) {
  const ctx = await requirePage("settings.manage")
  const { id } = await params
  const stages = await listStages(ctx)
  const stage = stages.find((one) => one.id === id)
  if (!stage) notFound()
  const revisions = await listRevisions(ctx, { id: stage.id })
  return (
    <div className="grid max-w-3xl gap-6">
      <nav aria-label="Back" className="text-sm">
        <Link href="/settings/stages" className="text-accent underline">
          All stages
        </Link>
      </nav>
      <StageEditor
        key={`${stage.id}:${stage.version}`}
        stage={{ id: stage.id, outcome: stage.outcome, version: stage.version, definition: StageDefinition.parse(stage) }}
        stages={stages.map((one) => ({ id: one.id, name: one.name }))}
      />
      <StageHistory revisions={revisions} version={stage.version} />
    </div>
  )
}

import { Suspense } from "react"
import { PageHeader } from "@/components/layout/page-header"
import { LeadName, leadTitle } from "@/components/lead/lead-name"
import { ScoreBadge } from "@/components/lead/score-badge"
import { StagePill } from "@/components/lead/stage-pill"
import { Badge } from "@/components/ui/badge"
import type { LeadHead } from "@/lib/leads/lead-views"
import { listLostReasons, listStages } from "@/lib/pipeline/stages/stage-queries"
import { can, mayChangeLead } from "@/lib/platform/permissions"
import { listColleagues } from "@/lib/team/list-colleagues"
import { getTranslations } from "@/lib/web/translations"
import { readLead } from "../read-lead"
import { ActionsSkeleton } from "../skeletons"
import { LeadActions } from "./lead-actions"

/** Name, stage and score at once; the actions as soon as their choices are read. */
export async function LeadHeader({ id }: { id: string }) {
  const { lead } = await readLead(id)
  return (
    <PageHeader
      title={<LeadName name={lead.name} phone={lead.phones[0]} email={lead.emails[0]} />}
      action={
        <Suspense fallback={<ActionsSkeleton />}>
          <Actions id={id} />
        </Suspense>
      }
    >
      <Standing lead={lead} />
    </PageHeader>
  )
}

async function Actions({ id }: { id: string }) {
  const { ctx, lead } = await readLead(id)
  const [colleagues, stages, reasons] = await Promise.all([listColleagues(ctx), listStages(ctx), listLostReasons(ctx)])
  const mayChange = mayChangeLead(ctx.actor, { ownerId: lead.owner?.id ?? null })
  return (
    <LeadActions
      lead={{
        id: lead.id,
        stage: lead.stage,
        kind: lead.kind,
        ownerId: lead.owner?.id ?? null,
        version: lead.version,
        title: leadTitle({ name: lead.name, phone: lead.phones[0], email: lead.emails[0] }),
      }}
      fields={Object.fromEntries(Object.entries(lead.fields).map(([field, { value }]) => [field, value]))}
      colleagues={colleagues}
      me={ctx.actor.id}
      may={{
        move: mayChange && can(ctx.actor, "lead.move"),
        override: can(ctx.actor, "lead.override_gate"),
        edit: mayChange,
        assign: can(ctx.actor, "lead.assign"),
      }}
      stages={stages.map(({ id: stageId, name, requirements, checklist }) => ({ id: stageId, name, requirements, checklist }))}
      reasons={reasons.flatMap(({ label, active }) => (active ? [label] : []))}
    />
  )
}

async function Standing({ lead }: { lead: LeadHead }) {
  const t = await getTranslations("lead.header")
  return (
    <>
      {lead.kind === "lead" ? (
        <StagePill stage={lead.stage} />
      ) : (
        <Badge>{lead.kind === "customer" ? t("customer") : t("unidentified")}</Badge>
      )}
      {lead.run > 1 ? <Badge title={t("runHint")}>{t("run", { run: String(lead.run) })}</Badge> : null}
      <ScoreBadge score={lead.score} band={lead.band} />
    </>
  )
}

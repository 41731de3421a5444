import type { Metadata } from "next"
import { notFound, permanentRedirect } from "next/navigation"
import { cache } from "react"
import { z } from "zod"
import { PageHeader } from "@/components/layout/page-header"
import { LeadRefresher } from "@/components/lead/lead-refresher"
import { LeadActions } from "./lead-actions"
import { LeadChecklist } from "./lead-checklist"
import { LeadFacts } from "./lead-facts"
import { LeadName, leadTitle } from "@/components/lead/lead-name"
import { LeadNurture } from "./lead-nurture"
import { LeadTasks } from "./lead-tasks"
import { LeadHistory } from "./lead-history"
import { ReachBar } from "./reach-bar"
import { RoutingReceipt } from "./routing-receipt"
import { SimilarLeads } from "./similar-leads"
import { StagePill } from "@/components/lead/stage-pill"
import { ScoreCard } from "./score-card"
import { ScoreBadge } from "@/components/lead/score-badge"
import { Timeline } from "./timeline"
import { Badge } from "@/components/ui/badge"
import { Tabs } from "@/components/ui/tabs"
import { readSimilarLeads } from "@/lib/duplicates/items/similar-leads"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { listLeadTasks } from "@/lib/followups/tasks/queries"
import { getLead } from "@/lib/leads/get-lead"
import { readFieldValues, readHistory } from "@/lib/leads/lead-history"
import { recordReads } from "@/lib/leads/record-read"
import type { LeadDetail } from "@/lib/leads/lead-views"
import { readLeadNurture } from "@/lib/nurture/sequences/queries"
import { readLeadGate } from "@/lib/pipeline/moves/lead-gate"
import { listLostReasons, listStages } from "@/lib/pipeline/stages/stage-queries"
import { can, mayChangeLead } from "@/lib/platform/permissions"
import { readScoreCard } from "@/lib/scoring/queries"
import { listBreaches, readReceipts } from "@/lib/routing/queries"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"
import { ErasePerson } from "@/app/(app)/settings/privacy/erase-person"
import { RestrictPerson } from "@/app/(app)/settings/privacy/restrict-person"
import { getTranslations } from "@/lib/web/translations"
import { hasSync, LeadSyncPanel } from "./lead-sync"
import { sendAgainAction } from "@/app/(app)/sync/actions"
import { readLeadSync, type LeadSync } from "@/lib/sync/status/lead-sync"

const readLead = cache(async (id: string) => {
  const ctx = await requirePage("lead.read")
  if (!z.uuid().safeParse(id).success) notFound()
  const lead = await getLead(ctx, { leadId: id }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound()
    throw error
  })
  if (lead.mergedInto) permanentRedirect(`/leads/${lead.mergedInto}`)
  await recordReads(ctx, [lead.id], "page")
  return { ctx, lead }
})

export async function generateMetadata({ params }: PageProps<"/leads/[id]">): Promise<Metadata> {
  const { lead } = await readLead((await params).id)
  return { title: leadTitle({ name: lead.name, phone: lead.phones[0], email: lead.emails[0] }) }
}

/** Everything the page shows beside the lead itself. */
const readAround = (ctx: Ctx, leadId: string) =>
  Promise.all([
    readHistory(ctx, { leadId }),
    readFieldValues(ctx, { leadId }),
    listColleagues(ctx),
    readSimilarLeads(ctx, { leadId }),
    readScoreCard(ctx, { leadId }),
    listStages(ctx),
    listLostReasons(ctx),
    readLeadGate(ctx, { leadId }),
    readReceipts(ctx, { leadId }),
    listBreaches(ctx, { leadId }),
    readLeadNurture(ctx, { leadId }),
    readLeadSync(ctx, { leadId }),
    listLeadTasks(ctx.db, leadId),
  ])

export default async function LeadPage({ params }: PageProps<"/leads/[id]">) {
  const { ctx, lead } = await readLead((await params).id)
  const [history, values, colleagues, similar, scoreCard, stages, reasons, gate, receipts, breaches, nurture, sync, tasks] =
    await readAround(ctx, lead.id)
  const title = leadTitle({ name: lead.name, phone: lead.phones[0], email: lead.emails[0] })
  const mayChange = mayChangeLead(ctx.actor, { ownerId: lead.owner?.id ?? null })
  const isAsked = similar.items.some(({ status }) => status === "pending" || status === "later")
  const similarLeads = <SimilarLeads leadId={lead.id} similar={similar} mayReview={can(ctx.actor, "duplicates.review")} />
  return (
    <div className="flex h-full flex-col">
      <LeadRefresher leadId={lead.id} />
      <PageHeader
        title={<LeadName name={lead.name} phone={lead.phones[0]} email={lead.emails[0]} />}
        action={
          <LeadActions
            lead={{
              id: lead.id,
              stage: lead.stage,
              kind: lead.kind,
              ownerId: lead.owner?.id ?? null,
              version: lead.version,
              title,
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
            stages={stages.map(({ id, name, requirements, checklist }) => ({ id, name, requirements, checklist }))}
            reasons={reasons.flatMap(({ label, active }) => (active ? [label] : []))}
          />
        }
      >
        <Standing lead={lead} />
      </PageHeader>
      <div className="grid min-h-0 grow grid-cols-[minmax(0,1fr)] gap-0 max-lg:content-start max-lg:overflow-y-auto lg:grid-cols-[22rem_minmax(0,1fr)]">
        <div
          className="grid content-start gap-5 border-line p-4 *:min-w-0 lg:overflow-y-auto lg:border-e"
          tabIndex={0}
          role="region"
          aria-label="About this lead"
        >
          {lead.restrictedAt === null ? <ReachBar phone={lead.phones[0]} email={lead.emails[0]} /> : <RestrictedNote />}
          {isAsked ? similarLeads : null}
          <LeadTasks
            leadId={lead.id}
            tasks={tasks}
            now={ctx.now().toISOString()}
            mayChange={mayChange}
            mayAdd={mayChange && lead.stage !== "booked" && lead.stage !== "lost"}
          />
          <ScoreCard score={lead.score} band={lead.band} card={scoreCard} shownTouches={lead.touchpoints.map(({ id }) => id)} />
          {lead.kind === "lead" ? (
            <LeadChecklist leadId={lead.id} stage={lead.stage} gate={gate} canTick={mayChange && can(ctx.actor, "lead.move")} />
          ) : null}
          <LeadNurture leadId={lead.id} enrolments={nurture} mayStop={mayChange} />
          <LeadFacts lead={lead} values={values} />
          <RoutingReceipt receipts={receipts} breaches={breaches} ownerId={lead.owner?.id ?? null} />
          {isAsked ? null : similarLeads}
          <LeadHistory entries={history} />
          {can(ctx.actor, "privacy.manage") ? (
            <RestrictPerson leadId={lead.id} title={title} isRestricted={lead.restrictedAt !== null} />
          ) : null}
          {can(ctx.actor, "lead.erase") ? <ErasePerson leadId={lead.id} title={title} /> : null}
        </div>
        <Story lead={lead} ctx={ctx} sync={sync} />
      </div>
    </div>
  )
}

type StoryProps = { lead: Awaited<ReturnType<typeof getLead>>; ctx: Ctx; sync: LeadSync }

/** What was said and done, and, where a CRM has the lead, how the two stand to each other. */
function Story({ lead, ctx, sync }: StoryProps) {
  const timeline = (
    <div tabIndex={0} role="region" aria-label="Timeline">
      <Timeline touchpoints={lead.touchpoints} conversations={lead.conversations} />
    </div>
  )
  const panel = (
    <LeadSyncPanel
      leadId={lead.id}
      sync={sync}
      sendAgain={can(ctx.actor, "sync.manage") ? sendAgainAction.bind(null, { leadId: lead.id }) : null}
      mayTrace={can(ctx.actor, "sync.read")}
    />
  )
  return (
    <div
      id="timeline"
      className="min-w-0 p-4 max-lg:border-t max-lg:border-line lg:overflow-y-auto"
      tabIndex={0}
      role="region"
      aria-label="What happened"
    >
      {hasSync(sync) ? (
        <Tabs
          label="What happened"
          tabs={[
            { id: "timeline", label: "Timeline", count: lead.touchpoints.length, panel: timeline },
            { id: "sync", label: sync.label, panel },
          ]}
        />
      ) : (
        timeline
      )}
    </div>
  )
}

/** In place of the buttons to call and write. */
async function RestrictedNote() {
  const t = await getTranslations("privacy.mark")
  return (
    <p role="note" className="rounded-lg bg-danger-soft px-3 py-2 text-sm text-danger">
      <strong>{t("restricted")}.</strong> {t("restrictedHint")}
    </p>
  )
}

const Standing = ({ lead }: { lead: LeadDetail }) => (
  <>
    {lead.kind === "lead" ? <StagePill stage={lead.stage} /> : <Badge>{lead.kind === "customer" ? "Customer" : "Unidentified chat"}</Badge>}
    {lead.run > 1 ? <Badge title="Came back and runs through the pipeline again">Run {lead.run}</Badge> : null}
    <ScoreBadge score={lead.score} band={lead.band} />
  </>
)

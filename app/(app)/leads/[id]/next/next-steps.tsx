import { listLeadTasks } from "@/lib/followups/tasks/queries"
import { readLeadNurture } from "@/lib/nurture/sequences/queries"
import { readLeadGate } from "@/lib/pipeline/moves/lead-gate"
import { can, mayChangeLead } from "@/lib/platform/permissions"
import { OpenReview } from "../record/similar-leads"
import { getTranslations } from "@/lib/web/translations"
import { readLead } from "../read-lead"
import { LeadChecklist } from "./lead-checklist"
import { LeadNurture } from "./lead-nurture"
import { LeadTasks } from "./lead-tasks"
import { ReachBar } from "./reach-bar"

/** What there is to do: reach the person, an open review item, tasks, checklist, nurture. */
export async function NextSteps({ id }: { id: string }) {
  const { ctx, lead } = await readLead(id)
  const [tasks, gate, nurture] = await Promise.all([
    listLeadTasks(ctx.db, lead.id),
    readLeadGate(ctx, { leadId: lead.id }),
    readLeadNurture(ctx, { leadId: lead.id }),
  ])
  const mayChange = mayChangeLead(ctx.actor, { ownerId: lead.owner?.id ?? null })
  return (
    <div className="grid gap-5 *:min-w-0">
      {lead.restrictedAt === null ? <ReachBar phone={lead.phones[0]} email={lead.emails[0]} /> : <RestrictedNote />}
      <OpenReview id={id} />
      <LeadTasks
        leadId={lead.id}
        tasks={tasks}
        now={ctx.now().toISOString()}
        mayChange={mayChange}
        mayAdd={mayChange && lead.stage !== "booked" && lead.stage !== "lost"}
      />
      {lead.kind === "lead" ? (
        <LeadChecklist leadId={lead.id} stage={lead.stage} gate={gate} canTick={mayChange && can(ctx.actor, "lead.move")} />
      ) : null}
      <LeadNurture leadId={lead.id} enrolments={nurture} mayStop={mayChange} />
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

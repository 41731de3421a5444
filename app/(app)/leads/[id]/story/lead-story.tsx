import { sendAgainAction } from "@/app/(app)/sync/actions"
import { Tabs } from "@/components/ui/tabs"
import { can } from "@/lib/platform/permissions"
import { readLeadSync, type LeadSync } from "@/lib/sync/status/lead-sync"
import { readLead } from "../read-lead"
import { LeadSyncPanel } from "./lead-sync"
import { readStory } from "./read-story"
import { Timeline } from "./timeline"

/** What was said and done, and, where a CRM has the lead, how the two compare. */
export async function LeadStory({ id }: { id: string }) {
  const { ctx, lead } = await readLead(id)
  const [{ touchpoints, conversations }, syncs] = await Promise.all([readStory(id), readLeadSync(ctx, { leadId: lead.id })])
  const timeline = (
    <div tabIndex={0} role="region" aria-label="Timeline">
      <Timeline touchpoints={touchpoints} conversations={conversations} />
    </div>
  )
  const panelOf = (sync: LeadSync) => (
    <LeadSyncPanel
      leadId={lead.id}
      sync={sync}
      sendAgain={can(ctx.actor, "sync.manage") ? sendAgainAction.bind(null, { crm: sync.crm, input: { leadId: lead.id } }) : null}
      mayTrace={can(ctx.actor, "sync.read")}
    />
  )
  return (
    <div
      id="timeline"
      className="relative min-w-0 p-4 max-lg:border-t max-lg:border-line lg:overflow-y-auto"
      tabIndex={0}
      role="region"
      aria-label="What happened"
    >
      {syncs.length > 0 ? (
        <Tabs
          label="What happened"
          tabs={[
            { id: "timeline", label: "Timeline", count: touchpoints.length, panel: timeline },
            ...syncs.map((sync) => ({ id: `sync-${sync.crm}`, label: sync.label, panel: panelOf(sync) })),
          ]}
        />
      ) : (
        timeline
      )}
    </div>
  )
}

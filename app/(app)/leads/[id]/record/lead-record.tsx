import { erasePersonAction, restrictLeadAction } from "@/app/(app)/settings/privacy/actions"
import { ErasePerson } from "@/components/privacy/erase-person"
import { RestrictPerson } from "@/components/privacy/restrict-person"
import { leadTitle } from "@/components/lead/lead-name"
import { readHistory } from "@/lib/leads/lead-history"
import { can } from "@/lib/platform/permissions"
import { listBreaches, readReceipts } from "@/lib/routing/queries"
import { readScoreCard } from "@/lib/scoring/queries"
import { readLead } from "../read-lead"
import { readStory } from "../story/read-story"
import { LeadHistory } from "./lead-history"
import { RoutingReceipt } from "./routing-receipt"
import { ScoreCard } from "./score-card"
import { DecidedReview } from "./similar-leads"

/** Why the lead stands where it does: its score, who got it, what was merged, who changed what. */
export async function LeadRecord({ id }: { id: string }) {
  const { ctx, lead } = await readLead(id)
  const [card, { touchpoints }, receipts, breaches, history] = await Promise.all([
    readScoreCard(ctx, { leadId: lead.id }),
    readStory(id),
    readReceipts(ctx, { leadId: lead.id }),
    listBreaches(ctx, { leadId: lead.id }),
    readHistory(ctx, { leadId: lead.id }),
  ])
  const title = leadTitle({ name: lead.name, phone: lead.phones[0], email: lead.emails[0] })
  return (
    <div className="grid gap-5 *:min-w-0">
      <ScoreCard score={lead.score} band={lead.band} card={card} shownTouches={touchpoints.map((touch) => touch.id)} />
      <RoutingReceipt receipts={receipts} breaches={breaches} ownerId={lead.owner?.id ?? null} />
      <DecidedReview id={id} />
      <LeadHistory entries={history} />
      {can(ctx.actor, "privacy.manage") ? (
        <RestrictPerson leadId={lead.id} title={title} isRestricted={lead.restrictedAt !== null} restrict={restrictLeadAction} />
      ) : null}
      {can(ctx.actor, "lead.erase") ? <ErasePerson leadId={lead.id} title={title} erase={erasePersonAction} /> : null}
    </div>
  )
}

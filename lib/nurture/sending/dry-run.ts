import { sql } from "drizzle-orm"
import { DAY_MS, HOUR_MS } from "@/lib/core/time"
import { idsIn, textsIn } from "@/db/sql"
import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { decideSend, type SendDecision } from "@/lib/core/nurture/decide-send"
import { languageOf, type Language } from "@/lib/core/nurture/language"
import { renderStep, type RenderedStep } from "@/lib/core/nurture/render-step"
import { SequenceDraft } from "@/lib/core/nurture/sequence"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { nextWorkingInstant } from "@/lib/core/working-time/working-time"
import { requirePermission } from "@/lib/platform/permissions"
import { readConsentGates } from "@/lib/leads/consent"
import { sequenceFor } from "@/lib/nurture/enrolment/enrol-nurture"
import { loadNurtureFacts, type NurtureFacts } from "@/lib/nurture/enrolment/lead-facts"
import { RECIPIENT, RecipientRow, valuesOf } from "./recipient"
import type { Senders } from "./senders"
import type { Sequence } from "@/lib/nurture/sequences/sequence-rows"
import { readSendWindow } from "@/lib/nurture/sequences/settings"

export const DryRunSequence = z.object({ id: z.uuid().optional(), draft: SequenceDraft })

export type DryStep = {
  at: string
  language: Language
  kind: SendDecision["kind"]
  /** Where it goes; null for a task and for what is left out. */
  to: string | null
  reason: string | null
  rendered: RenderedStep
}
type DryLead = { leadId: string; title: string; steps: DryStep[] }
export type DryRun = {
  /** Leads that would enter now, of those that were looked at. */
  count: number
  looked: number
  isAll: boolean
  /** How many of them would get no message for want of consent or an address. */
  withoutConsent: number
  leads: DryLead[]
}

type Gates = Awaited<ReturnType<typeof readConsentGates>>
type Ways = Pick<Senders, "email" | "whatsapp"> & { gates: Gates }

const LOOKED_MAX = 2_000
const SHOWN = 20

/**
 * Who would enter a sequence as it is drafted, and what each of them would get, when, word for word. It asks the same
 * rules as the real thing and writes nothing. The newest leads are looked at first.
 */
export async function dryRunSequence(
  ctx: Ctx,
  input: z.input<typeof DryRunSequence>,
  senders: Pick<Senders, "email" | "whatsapp">,
): Promise<DryRun> {
  requirePermission(ctx, "settings.manage")
  const { id, draft } = DryRunSequence.parse(input)
  const sequence: Sequence = { ...draft, id: id ?? "", enabled: true, version: 0, createdAt: ctx.now() }
  const { rows } = await ctx.db.execute<{ id: string }>(sql`
    select l.id from leads l
    where l.state = 'active' and l.kind = 'lead' and l.restricted_at is null and l.band in ${textsIn(draft.entry.bands)}
      and l.last_activity_at >= ${new Date(ctx.now().getTime() - draft.entry.activeWithinDays * DAY_MS).toISOString()}
    order by l.last_activity_at desc, l.id desc limit ${LOOKED_MAX + 1}`)
  const looked = rows.slice(0, LOOKED_MAX).map(({ id: leadId }) => leadId)
  const facts = await loadNurtureFacts(ctx.db, looked)
  const entering = new Map(facts.filter((lead) => sequenceFor(lead, [sequence], ctx.now())).map((lead) => [lead.id, lead]))
  const gates = await readConsentGates(ctx.db, [...entering.keys()])
  const shown = looked.flatMap((leadId) => entering.get(leadId) ?? []).slice(0, SHOWN)
  return {
    count: entering.size,
    looked: looked.length,
    isAll: rows.length <= LOOKED_MAX,
    withoutConsent: [...entering.keys()].filter((leadId) => gates.get(leadId)?.marketing !== true).length,
    leads: await previews(ctx, shown, draft, { ...senders, gates }),
  }
}

const Recipient = RecipientRow.extend({ id: z.uuid() })

async function previews(ctx: Ctx, leads: readonly NurtureFacts[], draft: SequenceDraft, ways: Ways): Promise<DryLead[]> {
  const { rows } = await ctx.db.execute(sql`
    select l.id, ${RECIPIENT} from leads l left join users u on u.id = l.owner_id
    where l.id in ${idsIn(leads.map(({ id }) => id))}`)
  const recipients = new Map(rows.map((row) => Recipient.parse(row)).map((one) => [one.id, one]))
  const window = await readSendWindow(ctx.db)
  return leads.flatMap((lead) => {
    const recipient = recipients.get(lead.id)
    if (!recipient) return []
    const title = recipient.name ?? recipient.phone ?? recipient.email ?? "A visitor"
    return [{ leadId: lead.id, title, steps: stepsOf(lead, recipient, { draft, ...ways, window, now: ctx.now() }) }]
  })
}

type Plan = Ways & { draft: SequenceDraft; window: WorkingTime; now: Date }

function stepsOf(
  lead: NurtureFacts,
  recipient: z.infer<typeof Recipient>,
  { draft, email: byEmail, whatsapp, gates, window, now }: Plan,
): DryStep[] {
  let from = now
  return draft.steps.map((step) => {
    const at = nextWorkingInstant(window, new Date(from.getTime() + step.delayHours * HOUR_MS))
    from = at
    const { email, phone } = recipient
    const decision = decideSend(step.channel, {
      marketing: gates.get(lead.id)?.marketing === true,
      email,
      phone,
      canEmail: byEmail !== null,
      canWhatsapp: whatsapp !== null,
    })
    const rendered = renderStep(step, valuesOf(recipient), languageOf(lead), UNSUBSCRIBE_PREVIEW)
    const to = decision.kind === "email" || decision.kind === "whatsapp" ? decision.to : null
    const reason = decision.kind === "skip" || decision.kind === "task" ? decision.reason : null
    return { at: at.toISOString(), language: rendered.language, kind: decision.kind, to, reason, rendered }
  })
}

/** Each mail has a link of its own, which exists when it is sent. */
const UNSUBSCRIBE_PREVIEW = "https://…/unsubscribe/…"

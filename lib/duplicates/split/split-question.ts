import { desc, eq } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { duplicateItems, leads, touchpoints } from "@/db/schema"
import { offerSplit } from "@/lib/core/review/split-offer"

/** With more touchpoints a lead is a switchboard, and the newest are what a person can judge. */
const TOUCHES_MAX = 500

export type SplitTouch = {
  id: string
  channel: string
  kind: string
  direction: string
  occurredAt: string
  text: string | null
  name: string | null
  conversationId: string | null
  claims: string[]
  /** Suggested as the other person's; the reviewer decides. */
  isOffered: boolean
}

type ItemRow = typeof duplicateItems.$inferSelect
type LeadRow = typeof leads.$inferSelect

/** The touchpoints of a lead, newest first, each with whether it would leave. */
export async function readSplitTouches(db: Database | Transaction, item: ItemRow, lead: LeadRow): Promise<SplitTouch[]> {
  const rows = await db
    .select()
    .from(touchpoints)
    .where(eq(touchpoints.leadId, lead.id))
    .orderBy(desc(touchpoints.occurredAt), desc(touchpoints.id))
    .limit(TOUCHES_MAX)
  const touches = rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    kind: row.kind,
    direction: row.direction,
    occurredAt: row.occurredAt.toISOString(),
    text: row.text,
    name: row.claimedName,
    conversationId: row.conversationId,
    claims: row.claims.filter(({ readable }) => readable).map(({ kind, value }) => `${kind}:${value}`),
  }))
  const asked = touches.find(({ id }) => id === item.touchpointId)
  const offered = new Set(
    asked
      ? offerSplit(
          {
            touchpointId: asked.id,
            name: asked.name ?? item.evidence.find(({ feature }) => feature === "name")?.right ?? "",
            leadName: lead.name,
            contested: `${item.identityKind}:${item.identityValue}`,
            isRecycled: item.reason === "number_recycled",
          },
          touches,
        )
      : [],
  )
  return touches.map((touch) => ({ ...touch, isOffered: offered.has(touch.id) }))
}

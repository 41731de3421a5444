import { and, asc, eq, inArray, sql } from "drizzle-orm"
import { auditLog, duplicateItems, routingReceipts, touchpoints, users } from "@/db/schema"
import type { TraceCtx } from "./trace-ctx"
import type { EventRow } from "./event-origin"
import type { TraceFact, TraceStep } from "./trace-types"

/** How an event became part of a lead: made or added to, with which touch, what was doubted, and who got it. */
type Touch = typeof touchpoints.$inferSelect

export const touchesOf = async ({ db }: Pick<TraceCtx, "db" | "crms">, receipt: string): Promise<Touch[]> =>
  await db.select().from(touchpoints).where(eq(touchpoints.inboundEventId, receipt)).orderBy(asc(touchpoints.occurredAt)).limit(200)

const SECOND_MS = 1_000

export async function ingestStep(
  ctx: Pick<TraceCtx, "db" | "crms">,
  event: EventRow,
  leadId: string,
  family: readonly string[],
): Promise<TraceStep> {
  const { db } = ctx
  const touches = (await touchesOf(ctx, event.id)).filter((touch) => family.includes(touch.leadId))
  const touchIds = touches.map(({ id }) => id)
  const [births, doubts, receipts] = await Promise.all([
    db
      .select({ leadId: auditLog.leadId, change: auditLog.change })
      .from(auditLog)
      .where(and(inArray(auditLog.leadId, [...family]), eq(auditLog.action, "lead.created"), eq(auditLog.subject, event.id))),
    touchIds.length === 0
      ? []
      : db
          .select({ reason: duplicateItems.reason, probability: duplicateItems.probability })
          .from(duplicateItems)
          .where(inArray(duplicateItems.touchpointId, touchIds)),
    event.processedAt === null
      ? []
      : db
          .select({ reason: routingReceipts.reason, owner: users.name })
          .from(routingReceipts)
          .leftJoin(users, eq(users.id, routingReceipts.ownerId))
          .where(
            and(
              inArray(routingReceipts.leadId, [...family]),
              sql`${routingReceipts.at} between ${new Date(event.processedAt.getTime() - 5 * SECOND_MS).toISOString()} and ${event.processedAt.toISOString()}`,
            ),
          ),
  ])
  const isNew = births.length > 0
  return {
    key: `ingested ${leadId}`,
    at: event.processedAt?.toISOString() ?? null,
    title: isNew ? "Made a new lead" : touches.length > 0 ? "Added to a lead that was known" : "Belongs to a lead that was known",
    tone: "ok",
    facts: [
      ...touches.slice(0, 5).map(touchFact),
      ...(touches.length > 5 ? [{ label: "Touch", value: `and ${touches.length - 5} more` }] : []),
      ...claimFacts(touches),
      ...targetFacts(touches),
      { label: "Decision", value: decisionWords(isNew, touches) },
      ...doubts.map(({ reason, probability }) => ({
        label: "Doubt",
        value: `${reason.replaceAll("_", " ")}, ${Math.round(probability * 100)} %: asked in the review queue`,
        href: "/duplicates",
      })),
      ...receipts.map(({ reason, owner }) => ({ label: "Owner", value: owner ? `${owner}: ${reason}` : reason })),
    ],
  }
}

const touchFact = ({ id, leadId, kind, direction, occurredAt, text }: Touch): TraceFact => ({
  label: "Touch",
  value: `${kind.replaceAll("_", " ")}, ${direction}, said to be of ${occurredAt.toISOString().slice(0, 16).replace("T", " ")} UTC${text ? `: “${text.slice(0, 60)}${text.length > 60 ? "…" : ""}”` : ""}`,
  href: `/leads/${leadId}#touch-${id}`,
})

function claimFacts(touches: readonly Touch[]): TraceFact[] {
  const claims = new Map(touches.flatMap((touch) => touch.claims.map((claim) => [`${claim.kind} ${claim.value}`, claim] as const)))
  return [...claims.values()].slice(0, 6).map(({ kind, value, readable }) => ({
    label: "Identity",
    value: `${kind.replaceAll("_", " ")} ${value}${readable ? "" : " (could not be read, so it decides nothing)"}`,
  }))
}

/** What a chatbot wished for in a CRM. Stage and owner are for our own rules to decide. */
function targetFacts(touches: readonly Touch[]): TraceFact[] {
  const wished = touches.flatMap(({ details }) => (details["crmTarget"] ? [details["crmTarget"] as Record<string, unknown>] : []))
  return wished.flatMap((target): TraceFact[] => [
    ...(target["create_deal"] === true ? [{ label: "Asked for", value: "a deal: made where the deal rule leaves it open" }] : []),
    ...["deal_stage", "owner_routing"].flatMap((name) =>
      typeof target[name] === "string"
        ? [{ label: "Asked for", value: `${name.replaceAll("_", " ")} “${target[name].slice(0, 60)}”: not followed, our own rules decide` }]
        : [],
    ),
  ])
}

const decisionWords = (isNew: boolean, touches: readonly Touch[]): string =>
  isNew
    ? "nobody known has one of these identities"
    : touches.length > 0
      ? "one of these identities is this lead's"
      : "its record over there is linked to this lead"

import { and, eq, inArray } from "drizzle-orm"
import { crmActivities, crmExclusions, crmLinks, crmOutbox } from "@/db/schema"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import type { TraceFact, TraceStep } from "./trace-types"

/** The two ends of a push: that the lead was noted as changed, and that the CRM has it. */
type OutboxRow = typeof crmOutbox.$inferSelect

const PRIORITY = ["first: a new lead or a stage", "soon: an edit", "later: what was said, or a score", "last: the first load"]

export async function queuedStep(
  { db, crm }: Pick<CrmCtx, "db" | "crm">,
  leadId: string,
  since: Date,
): Promise<{ step: TraceStep; row: OutboxRow | null }> {
  const [row] = await db
    .select()
    .from(crmOutbox)
    .where(and(eq(crmOutbox.provider, crm.name), eq(crmOutbox.leadId, leadId), eq(crmOutbox.kind, "lead")))
  if (!row)
    return {
      row: null,
      step: {
        key: `noted ${crm.name}`,
        at: null,
        title: `Not noted for ${crm.label}`,
        tone: "neutral",
        facts: [{ label: "Why", value: "no CRM was connected when it came; “Send all leads” on the sync screen makes up for it" }],
      },
    }
  const isLatest = row.dirtyAt >= new Date(since.getTime() - 1_000)
  return {
    row,
    step: {
      key: `noted ${crm.name}`,
      at: since.toISOString(),
      title: `Noted for ${crm.label} in the same transaction`,
      tone: "ok",
      facts: [
        { label: "Outbox row", value: row.id, isCode: true },
        { label: "Version", value: isLatest ? String(row.version) : `${row.version} by now: the lead changed again since` },
        { label: "Priority", value: PRIORITY[row.priority] ?? String(row.priority) },
      ],
    },
  }
}

const WAITING: Record<OutboxRow["state"], { title: string; tone: TraceStep["tone"] }> = {
  pending: { title: "Waiting for its turn", tone: "accent" },
  leased: { title: "Being sent", tone: "accent" },
  parked: { title: "Parked", tone: "warn" },
  dead: { title: "Given up", tone: "danger" },
  done: { title: "Nothing had to be sent: both sides said the same", tone: "ok" },
}

/** What the CRM has of the lead now, or why it has not. */
export async function acceptedSteps(
  { db, crm }: Pick<CrmCtx, "db" | "crm">,
  leadId: string,
  { since, row, kind }: { since: Date; row: OutboxRow | null; kind: string },
): Promise<TraceStep[]> {
  const [links, [exclusion]] = await Promise.all([
    db
      .select()
      .from(crmLinks)
      .where(and(eq(crmLinks.leadId, leadId), eq(crmLinks.provider, crm.name)))
      .orderBy(crmLinks.objectType, crmLinks.id),
    db
      .select()
      .from(crmExclusions)
      .where(and(eq(crmExclusions.leadId, leadId), eq(crmExclusions.provider, crm.name))),
  ])
  if (exclusion)
    return [
      end(`excluded ${crm.name}`, exclusion.at, "Kept out of the CRM", "warn", [
        { label: "Why", value: exclusion.reason.replaceAll("_", " ") },
      ]),
    ]
  if (kind !== "lead" && links.length === 0)
    return [end(`off-board ${crm.name}`, null, "Not sent: only what is on the board goes over", "neutral", [])]
  const isAccepted = links.some(({ syncedAt }) => syncedAt !== null && syncedAt >= since)
  const waits = row !== null && row.state !== "done"
  const steps = isAccepted ? links.map((link) => linkStep(crm, link)) : []
  if (row && (waits || !isAccepted))
    steps.push(
      end(
        `waiting ${crm.name}`,
        row.state === "done" ? row.doneAt : null,
        waits && isAccepted ? "Changed again since, and waiting" : WAITING[row.state].title,
        WAITING[row.state].tone,
        [
          ...(row.error ? [{ label: "Error", value: row.error }] : []),
          ...(row.attempts > 0 ? [{ label: "Tries", value: String(row.attempts) }] : []),
        ],
      ),
    )
  return steps
}

const end = (key: string, at: Date | null, title: string, tone: TraceStep["tone"], facts: TraceFact[]): TraceStep => ({
  key,
  at: at?.toISOString() ?? null,
  title,
  tone,
  facts,
})

const linkStep = ({ label }: CrmCtx["crm"], link: typeof crmLinks.$inferSelect): TraceStep => ({
  key: link.id,
  at: link.syncedAt?.toISOString() ?? null,
  title: `Accepted: ${link.objectType} ${link.externalId}`,
  tone: Object.keys(link.withheld).length > 0 ? "warn" : "ok",
  facts: [
    { label: "CRM", value: label },
    { label: "External id", value: link.externalId, isCode: true },
    ...Object.entries(link.withheld).map(([field, { value, why }]) => ({
      label: "Sent without",
      value: `${field.replaceAll("_", " ")} ${value}: ${why}`,
    })),
  ],
  values: Object.entries(link.snapshot)
    .filter(([, { o, t }]) => o !== "" || t !== "")
    .map(([field, { o, t }]) => ({ field: field.replaceAll("_", " "), ours: o, theirs: t, isSame: o === t })),
})

/** The entries on the CRM's timeline that these touches became part of. */
export async function activityStep({ db, crm }: Pick<CrmCtx, "db" | "crm">, touchIds: readonly string[]): Promise<TraceStep | null> {
  if (touchIds.length === 0) return null
  const rows = await db
    .select()
    .from(crmActivities)
    .where(and(eq(crmActivities.provider, crm.name), inArray(crmActivities.touchpointId, [...touchIds])))
  const [first] = rows
  if (!first) return null
  const isSent = rows.every(({ externalId }) => externalId !== null)
  return {
    key: `activity ${first.id}`,
    at: null,
    title: isSent ? "On the CRM's timeline" : "On its way to the CRM's timeline",
    tone: isSent ? "ok" : "accent",
    facts: [...new Set(rows.map(({ objectType, externalId }) => `${objectType} ${externalId ?? "not yet"}`))].map((value) => ({
      label: "Entry",
      value,
      isCode: true,
    })),
  }
}

import { and, asc, eq, gte, inArray, lte } from "drizzle-orm"
import { auditLog, crmConflicts, stageHistory, users } from "@/db/schema"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import type { TraceFact, TraceStep } from "./trace-types"

/** What a look at the CRM's records changed here: values taken over, values overruled, moves on the board. */
type Window = { from: Date; to: Date }

export async function inboundSteps(
  { db, crm }: Pick<CrmCtx, "db" | "crm">,
  family: readonly string[],
  { from, to }: Window,
): Promise<TraceStep[]> {
  const [changes, conflicts, moves, people] = await Promise.all([
    db
      .select()
      .from(auditLog)
      .where(
        and(
          inArray(auditLog.leadId, [...family]),
          gte(auditLog.at, from),
          lte(auditLog.at, to),
          eq(auditLog.actorKind, "system"),
          eq(auditLog.actorId, crm.name),
        ),
      )
      .orderBy(asc(auditLog.at), asc(auditLog.id)),
    db
      .select()
      .from(crmConflicts)
      .where(
        and(
          eq(crmConflicts.provider, crm.name),
          inArray(crmConflicts.leadId, [...family]),
          gte(crmConflicts.at, from),
          lte(crmConflicts.at, to),
        ),
      )
      .orderBy(asc(crmConflicts.at)),
    db
      .select()
      .from(stageHistory)
      .where(
        and(inArray(stageHistory.leadId, [...family]), eq(stageHistory.via, "crm"), gte(stageHistory.at, from), lte(stageHistory.at, to)),
      )
      .orderBy(asc(stageHistory.at)),
    db.select({ id: users.id, name: users.name }).from(users),
  ])
  const nameOf = new Map(people.map(({ id, name }) => [id, name]))
  return [
    ...changes.flatMap((entry) => changeStep(entry, nameOf)),
    ...conflicts.map(conflictStep),
    ...moves.flatMap((move) => moveSteps(crm, move)),
  ].sort((a, b) => (a.at ?? "").localeCompare(b.at ?? ""))
}

function changeStep({ id, at, action, change, subject }: typeof auditLog.$inferSelect, nameOf: ReadonlyMap<string, string>): TraceStep[] {
  const step = (title: string, facts: TraceFact[], tone: TraceStep["tone"] = "ok"): TraceStep[] => [
    { key: `audit ${id}`, at: at.toISOString(), title, tone, facts },
  ]
  switch (action) {
    case "lead.edited": {
      const { before, after } = change as { before: Record<string, string | null>; after: Record<string, string | null> }
      return step(
        "Taken over here",
        Object.entries(after).map(([field, value]) => ({
          label: field.replaceAll("_", " "),
          value: `${before[field] || "nothing"} → ${value || "nothing"}`,
        })),
      )
    }
    case "lead.contact_added":
    case "lead.contact_confirmed":
      return step("Taken over here", [{ label: String(change["kind"]), value: String(change["value"]) }])
    case "lead.assigned":
      return step("Owner taken over", [
        { label: "Owner", value: `${personName(change["from"], nameOf)} → ${personName(change["to"], nameOf)}` },
      ])
    case "lead.left_crm":
    case "lead.erasure_requested":
      return step("Taken out of the sync", [{ label: "Why", value: String(change["reason"]).replaceAll("_", " ") }], "warn")
    case "lead.merged":
      return step("Merged here as over there", [{ label: "Merged", value: subject ?? "" }])
    default:
      return []
  }
}

const personName = (id: unknown, nameOf: ReadonlyMap<string, string>): string =>
  typeof id === "string" ? (nameOf.get(id) ?? "a former colleague") : "unassigned"

const conflictStep = (one: typeof crmConflicts.$inferSelect): TraceStep => ({
  key: one.id,
  at: one.at.toISOString(),
  title: `Both sides had changed ${one.property.replaceAll("_", " ")}: ${one.winner === "ours" ? "ours" : "theirs"} won`,
  tone: "warn",
  facts: [
    { label: "Here", value: one.ours || "nothing" },
    { label: "There", value: one.theirs || "nothing" },
    { label: "Because", value: one.rule },
  ],
})

function moveSteps({ label }: CrmCtx["crm"], move: typeof stageHistory.$inferSelect): TraceStep[] {
  const at = move.at.toISOString()
  return [
    {
      key: `moved ${move.id}`,
      at,
      title: `Moved in the pipeline by ${label}`,
      tone: move.exceptions.length > 0 ? "warn" : "ok",
      facts: [
        { label: "Stage", value: `${stageName(move.fromStageId)} → ${stageName(move.toStageId)}` },
        ...(move.exceptions.length > 0
          ? [{ label: "Exception", value: `accepted without ${move.exceptions.join(", ")}; a task asks somebody to look` }]
          : []),
      ],
    },
    {
      key: `board ${move.id}`,
      at,
      title: "Open boards were told",
      tone: "ok",
      facts: [{ label: "Board", value: "see the card", href: "/board" }],
    },
  ]
}

const stageName = (id: string | null): string => (id ?? "none").replaceAll("_", " ")

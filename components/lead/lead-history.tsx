import { Clock } from "@/components/ui/time"
import type { HistoryEntry } from "@/lib/leads/lead-history"
import { STAGE_NAMES } from "./stage-pill"

/** Who changed what on this lead. */
export const LeadHistory = ({ entries }: { entries: HistoryEntry[] }) => (
  <section className="mt-5 grid gap-1.5 text-sm">
    <h2 className="text-xs font-medium text-ink-3">History</h2>
    {entries.length === 0 ? <p className="text-ink-3">No change yet.</p> : null}
    <ol className="grid gap-1.5">
      {entries.map((entry) => (
        <li key={entry.id} className="grid grid-cols-[1fr_auto] gap-2">
          <span className="min-w-0 break-words">
            <span className="font-medium">{entry.who}</span> {sentence(entry)}
          </span>
          <span className="text-xs text-ink-3">
            <Clock iso={entry.at} />
          </span>
        </li>
      ))}
    </ol>
  </section>
)

const sentence = ({ action, change }: HistoryEntry): string => {
  const stage = (key: string) => STAGE_NAMES[String(change[key])] ?? String(change[key])
  if (action === "lead.created") return "made this lead"
  if (action === "lead.moved")
    return `moved it from ${stage("from")} to ${stage("to")}${change["overridden"] === true ? ", overriding the gate" : ""}${change["reason"] ? `: ${String(change["reason"])}` : ""}`
  if (action === "lead.assigned") return change["to"] === null ? "took the owner away" : "gave it a new owner"
  if (action === "lead.routed")
    return change["to"] === null ? `found no owner: ${String(change["reason"])}` : `gave it out. ${String(change["reason"])}`
  if (action === "sla.breached") return `noted a missed promise: ${String(change["kind"]).replaceAll("_", " ")}`
  if (action === "lead.edited") return `edited ${Object.keys((change["after"] ?? {}) as object).join(", ")}`
  if (action === "lead.contact_added") return `added ${String(change["kind"])} ${String(change["value"])}`
  if (action === "lead.absorbed") return "joined an anonymous chat that showed a contact detail of this lead"
  return action.replaceAll(/[._]/g, " ")
}

import { TARGET_NAMES } from "@/components/routing/rule-words"
import { Clock } from "@/components/ui/time"
import type { TargetKind } from "@/lib/core/response/targets"
import type { HistoryEntry } from "@/lib/leads/lead-history"
import { STAGE_NAMES } from "@/components/lead/stage-pill"

/** Who changed what on this lead. */
export const LeadHistory = ({ entries }: { entries: HistoryEntry[] }) => (
  <section className="grid gap-1.5 text-sm">
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

function sentence({ action, change }: HistoryEntry): string {
  const stage = (key: string) => STAGE_NAMES[String(change[key])] ?? String(change[key])
  if (action === "lead.created") return "created this lead"
  if (action === "lead.moved") {
    const exceptions =
      Array.isArray(change["exceptions"]) && change["exceptions"].length > 0 ? `, without ${change["exceptions"].join(", ")}` : ""
    const why = [change["reason"], change["note"]].filter(Boolean).join(" · ")
    return `moved it from ${stage("from")} to ${stage("to")}${change["overridden"] === true ? ", overriding the gate" : ""}${exceptions}${why ? `: ${why}` : ""}`
  }
  if (action === "lead.item_ticked") return `ticked “${String(change["label"] ?? change["itemId"])}”`
  if (action === "lead.item_unticked") return `unticked “${String(change["label"] ?? change["itemId"])}”`
  if (action === "lead.assigned") return change["to"] === null ? "unassigned it" : "assigned it to another person"
  if (action === "lead.routed")
    return change["to"] === null ? `found no owner: ${String(change["reason"])}` : `assigned it automatically: ${String(change["reason"])}`
  if (action === "sla.breached")
    return `recorded a missed response target: ${(TARGET_NAMES[change["kind"] as TargetKind] ?? "").toLowerCase()}`
  if (action === "lead.edited") return `edited ${Object.keys((change["after"] ?? {}) as object).join(", ")}`
  if (action === "lead.contact_added") return `added ${String(change["kind"])} ${String(change["value"])}`
  if (action === "lead.contact_confirmed") return `confirmed ${String(change["kind"])} ${String(change["value"])}`
  if (action === "lead.absorbed") return "joined an anonymous chat that showed a contact detail of this lead"
  if (action === "lead.merged") return "merged another lead into it"
  if (action === "lead.unmerged") return "undid a merge"
  if (action === "lead.split") return "split another person off"
  if (action === "lead.split_off") return "split it off another lead"
  if (action === "lead.split_undone") return "undid a split"
  if (action === "contact.logged") return `logged a contact: ${String(change["means"]).replaceAll("_", " ")}`
  if (action === "task.completed") return `closed “${String(change["title"])}”: ${String(change["outcome"]).replaceAll("_", " ")}`
  if (action === "task.created") return `planned “${String(change["title"])}”`
  if (action === "task.cancelled") return `cancelled “${String(change["title"])}”`
  if (action === "task.snoozed") return `snoozed “${String(change["title"])}”`
  if (action === "lead.snoozed") return "snoozed it"
  return action.replaceAll(/[._]/g, " ")
}

import type { ReactNode } from "react"
import { FIELD_LABELS } from "@/components/lead/field-labels"
import { STAGE_NAMES } from "@/components/lead/stage-pill"
import { TARGET_NAMES } from "@/components/routing/rule-words"
import { Clock } from "@/components/ui/time"
import { TASK_OUTCOMES } from "@/lib/core/followups/task-states"
import type { TargetKind } from "@/lib/core/response/targets"
import { missingLabel } from "@/lib/core/say-missing"
import type { HistoryEntry } from "@/lib/leads/lead-history"
import { getTranslations } from "@/lib/web/translations"

/** Who changed what on this lead. */
export async function LeadHistory({ entries }: { entries: HistoryEntry[] }) {
  const t = await getTranslations("history")
  return (
    <section className="grid gap-1.5 text-sm">
      <h2 className="text-xs font-medium text-ink-3">{t("title")}</h2>
      {entries.length === 0 ? <p className="text-ink-3">{t("empty")}</p> : null}
      <ol className="grid gap-1.5">
        {entries.map((entry) => (
          <li key={entry.id} className="grid grid-cols-[1fr_auto] gap-2">
            <span className="min-w-0 break-words">
              <Sentence entry={entry} />
            </span>
            <span className="text-xs text-ink-3">
              <Clock iso={entry.at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Actions that their name says all of. */
const PLAIN = {
  "lead.created": "created",
  "lead.absorbed": "absorbed",
  "lead.merged": "merged",
  "lead.unmerged": "unmerged",
  "lead.split": "split",
  "lead.split_off": "splitOff",
  "lead.split_undone": "splitUndone",
  "lead.snoozed": "snoozed",
} as const

/** Actions on something that has a title. */
const TITLED = {
  "lead.item_ticked": "ticked",
  "lead.item_unticked": "unticked",
  "task.created": "planned",
  "task.cancelled": "cancelled",
  "task.snoozed": "taskSnoozed",
} as const

async function Sentence({ entry: { who, action, change } }: { entry: HistoryEntry }) {
  const [t, outcomeName] = [await getTranslations("history"), await getTranslations("history.outcome")]
  const by = { who, name: (text: ReactNode) => <span className="font-medium">{text}</span> }
  const said = (key: string) => String(change[key])
  const stage = (key: string) => STAGE_NAMES[said(key)] ?? said(key)
  const outcome = (key: string) => {
    const known = TASK_OUTCOMES.find((one) => one === change[key])
    return known ? outcomeName(known) : said(key)
  }
  if (isKeyOf(PLAIN, action)) return t.rich(`plain.${PLAIN[action]}`, by)
  if (isKeyOf(TITLED, action))
    return t.rich(`titled.${TITLED[action]}`, { ...by, title: String(change["title"] ?? change["label"] ?? change["itemId"]) })
  if (action === "lead.moved") return t.rich("moved", { ...by, from: stage("from"), to: stage("to"), ...conditionsOf(change) })
  if (action === "lead.assigned") return t.rich(change["to"] === null ? "unassigned" : "assigned", by)
  if (action === "lead.routed") return t.rich(change["to"] === null ? "notRouted" : "routed", { ...by, reason: said("reason") })
  if (action === "sla.breached")
    return t.rich("breached", { ...by, target: (TARGET_NAMES[change["kind"] as TargetKind] ?? "").toLowerCase() })
  if (action === "lead.edited") {
    const fields = Object.keys((change["after"] ?? {}) as object).map((field) => (FIELD_LABELS[field] ?? field).toLowerCase())
    return t.rich("edited", { ...by, fields: fields.join(", ") })
  }
  if (action === "lead.contact_added") return t.rich("contactAdded", { ...by, kind: said("kind"), value: said("value") })
  if (action === "contact.logged") return t.rich("contacted", { ...by, outcome: outcome("means") })
  if (action === "task.completed") return t.rich("completed", { ...by, title: said("title"), outcome: outcome("outcome") })
  return t.rich("other", { ...by, action: action.replaceAll(/[._]/g, " ") })
}

/** How a move came about: against a gate, without what it asks for, and why. */
function conditionsOf(change: HistoryEntry["change"]) {
  const missing = Array.isArray(change["exceptions"])
    ? change["exceptions"].map((name) => missingLabel(String(name), {}).toLowerCase())
    : []
  const reason = [change["reason"], change["note"]].filter(Boolean).join(" · ")
  return {
    overridden: change["overridden"] === true ? "yes" : "no",
    isShort: missing.length > 0 ? "yes" : "no",
    missing: missing.join(", "),
    isExplained: reason === "" ? "no" : "yes",
    reason,
  }
}

const isKeyOf = <T extends object>(table: T, key: string): key is string & keyof T => key in table

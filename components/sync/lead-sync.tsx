import Link from "next/link"
import { ActButton, type ActButtonProps } from "./act-button"
import { Badge, type Tone } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { LeadSync } from "@/lib/sync/lead-sync"

const TONES: Record<string, Tone> = { done: "ok", pending: "accent", leased: "accent", parked: "warn", dead: "danger" }
const WORDS: Record<string, string> = { done: "in sync", pending: "pending", leased: "being sent", parked: "parked", dead: "given up" }
const EXCLUDED: Record<string, string> = {
  deleted_there: "It was deleted there, and is not sent again.",
  privacy: "This person was erased there for their privacy. Erase the lead here too.",
  by_hand: "It is kept out by hand.",
}

type LeadSyncPanelProps = { leadId: string; sync: LeadSync; sendAgain: ActButtonProps["act"] | null; mayTrace: boolean }

/** How this lead stands with the CRM, with every call that was made for it. */
export const LeadSyncPanel = ({ leadId, sync, sendAgain, mayTrace }: LeadSyncPanelProps) => {
  const { label, links, push, excluded, calls, conflicts } = sync
  if (links.length === 0 && !push && !excluded) return null
  return (
    <section className="mt-4 grid gap-2 border-t border-line pt-4 text-sm">
      <div className="flex items-center gap-2">
        <h2 className="font-semibold">{label}</h2>
        {excluded ? (
          <Badge tone="warn">excluded</Badge>
        ) : push ? (
          <Badge tone={TONES[push.state] ?? "neutral"}>{WORDS[push.state]}</Badge>
        ) : null}
        {mayTrace ? (
          <Link href={`/sync/trace/${leadId}`} className="ms-auto text-xs text-accent underline">
            Trace the newest event
          </Link>
        ) : null}
      </div>
      {excluded ? <p className="text-ink-2">{EXCLUDED[excluded]}</p> : null}
      {excluded && excluded !== "privacy" && sendAgain ? (
        <div>
          <ActButton act={sendAgain}>Send it again</ActButton>
        </div>
      ) : null}
      {push?.error && push.state !== "done" ? (
        <p className="text-danger">
          {push.error} Tried {push.attempts}×; next <Clock iso={push.notBefore} />.
        </p>
      ) : null}
      <ul className="grid gap-1">
        {links.map(({ object, externalId, syncedAt, withheld }) => (
          <li key={`${object} ${externalId}`}>
            {object} <code className="text-xs text-ink-2">{externalId}</code>
            {syncedAt ? (
              <span className="text-xs text-ink-3">
                {" "}
                · <Clock iso={syncedAt} />
              </span>
            ) : null}
            {withheld.map(({ field, value, why }) => (
              <span key={field} className="block text-xs text-warn">
                Sent without {field.replaceAll("_", " ")} <bdi>{value}</bdi>: {why}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {conflicts.length > 0 ? (
        <details>
          <summary className="cursor-pointer text-ink-2">Overruled values ({conflicts.length})</summary>
          <ul className="mt-1 grid gap-1 text-xs">
            {conflicts.map(({ id, at, property, ours, theirs, winner, rule }) => (
              <li key={id}>
                {property}, <Clock iso={at} />: here{" "}
                <bdi className={winner === "ours" ? "font-medium" : "line-through"}>{ours || "nothing"}</bdi>, there{" "}
                <bdi className={winner === "theirs" ? "font-medium" : "line-through"}>{theirs || "nothing"}</bdi> ({rule})
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <Calls calls={calls} leadId={mayTrace ? leadId : null} />
    </section>
  )
}

const Calls = ({ calls, leadId }: Pick<LeadSync, "calls"> & { leadId: string | null }) =>
  calls.length === 0 ? null : (
    <details>
      <summary className="cursor-pointer text-ink-2">Calls ({calls.length})</summary>
      <ol className="mt-1 grid gap-1 text-xs">
        {calls.map(({ id, turn, at, operation, attempt, status, problem, durationMs, correlationId }) => (
          <li key={id} className="grid gap-0.5 border-b border-line pb-1 last:border-0">
            <span className="flex flex-wrap items-center gap-x-2">
              <Clock iso={at} />
              <span className="font-mono">{operation}</span>
              <span className={problem ? "text-danger" : "text-ink-2"}>{status ?? "no answer"}</span>
              {problem ? <span className="text-danger">{problem.replaceAll("_", " ")}</span> : null}
              <span className="text-ink-3 tabular-nums">{durationMs} ms</span>
              {attempt > 1 ? <span className="text-ink-3">try {attempt}</span> : null}
              {leadId ? (
                <Link href={`/sync/trace/${turn}?lead=${leadId}`} className="text-accent underline">
                  Trace
                </Link>
              ) : null}
            </span>
            {correlationId ? <code className="text-2xs break-all text-ink-3">{correlationId}</code> : null}
          </li>
        ))}
      </ol>
    </details>
  )

import Link from "next/link"
import { CopyButton } from "@/components/ui/copy-button"
import { Badge, type Tone } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { LeadSync } from "@/lib/sync/status/lead-sync"
import { ActButton, type ActButtonProps } from "@/components/sync/act-button"

const TONES: Record<string, Tone> = { done: "ok", pending: "accent", leased: "accent", parked: "warn", dead: "danger" }
const WORDS: Record<string, string> = { done: "in sync", pending: "pending", leased: "being sent", parked: "parked", dead: "given up" }
const EXCLUDED: Record<string, string> = {
  deleted_there: "It was deleted there, and is not sent again.",
  privacy: "This person was erased there for their privacy. An admin can erase the lead here too.",
  by_hand: "It is kept out by hand.",
}

type LeadSyncPanelProps = { leadId: string; sync: LeadSync; sendAgain: ActButtonProps["act"] | null; mayTrace: boolean }
/** How this lead stands with the CRM, with every call that was made for it. */
export function LeadSyncPanel({ leadId, sync, sendAgain, mayTrace }: LeadSyncPanelProps) {
  const { label, links, push, excluded, calls, conflicts } = sync
  return (
    <div className="grid max-w-4xl gap-5 text-sm">
      <section className="grid gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="font-semibold">{label}</h2>
          {excluded ? (
            <Badge tone="warn">excluded</Badge>
          ) : push ? (
            <Badge tone={TONES[push.state] ?? "neutral"}>{WORDS[push.state]}</Badge>
          ) : null}
          {mayTrace ? (
            <Link href={`/sync/trace/${leadId}`} className="ms-auto text-accent underline">
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
                  · agreed <Clock iso={syncedAt} />
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
      </section>
      {conflicts.length > 0 ? (
        <section className="grid gap-2">
          <h3 className="text-xs font-medium text-ink-3">Overruled values</h3>
          <ul className="grid gap-1">
            {conflicts.map(({ id, at, property, ours, theirs, winner, rule }) => (
              <li key={id}>
                {property.replaceAll("_", " ")}, <Clock iso={at} />: here{" "}
                <bdi className={winner === "ours" ? "font-medium" : "line-through"}>{ours || "nothing"}</bdi>, there{" "}
                <bdi className={winner === "theirs" ? "font-medium" : "line-through"}>{theirs || "nothing"}</bdi> ({rule})
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Calls calls={calls} leadId={mayTrace ? leadId : null} />
    </div>
  )
}

const CELL = "border-t border-line px-2 py-1 whitespace-nowrap"

const Calls = ({ calls, leadId }: Pick<LeadSync, "calls"> & { leadId: string | null }) => (
  <section className="grid gap-2">
    <h3 className="text-xs font-medium text-ink-3">Calls, newest first</h3>
    {calls.length === 0 ? (
      <p className="text-ink-2">No call was made for this lead in the last two weeks.</p>
    ) : (
      <div className="overflow-x-auto rounded-md border border-line bg-raised" tabIndex={0} role="region" aria-label="Calls">
        <table className="w-full min-w-[40rem] border-separate border-spacing-0 text-xs">
          <thead className="text-ink-3">
            <tr>
              {["When", "Call", "Status", "Try", "Took", "Correlation id", ...(leadId ? [""] : [])].map((title) => (
                <th key={title} scope="col" className="px-2 py-1.5 text-start font-medium">
                  {title === "" ? <span className="sr-only">Trace</span> : title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {calls.map(({ id, turn, at, operation, attempt, status, problem, durationMs, correlationId }) => (
              <tr key={id}>
                <td className={CELL}>
                  <Clock iso={at} />
                </td>
                <td className={`${CELL} font-mono`}>{operation}</td>
                <td className={`${CELL} ${problem ? "text-danger" : "text-ink-2"}`}>
                  {status ?? "no answer"}
                  {problem ? `, ${problem.replaceAll("_", " ")}` : ""}
                </td>
                <td className={`${CELL} text-ink-2 tabular-nums`}>{attempt}</td>
                <td className={`${CELL} text-ink-2 tabular-nums`}>{durationMs} ms</td>
                <td className={`${CELL} text-ink-2`}>
                  {correlationId ? (
                    <span className="flex items-center gap-1">
                      <code>{correlationId}</code>
                      <CopyButton value={correlationId} what="correlation id" />
                    </span>
                  ) : (
                    "none"
                  )}
                </td>
                {leadId ? (
                  <td className={CELL}>
                    <Link href={`/sync/trace/${turn}?lead=${leadId}`} className="text-accent underline">
                      Trace
                    </Link>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </section>
)

import Link from "next/link"
import { SYNC_SECTIONS } from "@/lib/core/runbook/runbook"
import type { ReactNode } from "react"
import { RunbookLink } from "@/components/layout/runbook-link"
import { Badge, type Tone } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { BlockReason } from "@/lib/core/sync/refusals"
import type { SyncOverview } from "@/lib/sync/status/queries"
import { syncLeadsAddress, type SyncState } from "@/lib/core/filters/sync"

export const STATES: Record<SyncState, { label: string; tone: Tone; hint: string }> = {
  in_sync: { label: "In sync", tone: "ok", hint: "Both sides say the same." },
  pending: { label: "Pending", tone: "accent", hint: "Waiting for its turn." },
  failing: { label: "Failing", tone: "danger", hint: "Refused, and tried again or given up." },
  parked: { label: "Parked", tone: "warn", hint: "Held until calls are possible again." },
  excluded: { label: "Excluded", tone: "neutral", hint: "Not sent, each with a reason." },
}

export const Card = ({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) => (
  <section className="grid content-start gap-2 rounded-lg border border-line bg-raised p-3">
    <div className="flex min-h-control-sm items-center justify-between gap-2">
      <h2 className="text-sm font-semibold">{title}</h2>
      {action}
    </div>
    {children}
  </section>
)

/** The five states, which add up to all leads; each leads to its own. */
export const StateTiles = ({ crm, counts, total }: Pick<SyncOverview, "crm" | "counts" | "total">) => (
  <ul aria-label="All leads by state" className="grid grid-cols-2 gap-2 sm:grid-cols-5">
    {(Object.keys(STATES) as SyncState[]).map((state) => (
      <li key={state} className="grid max-sm:last:col-span-2">
        <Link
          href={syncLeadsAddress.href({ crm, state })}
          className="grid content-start gap-0.5 rounded-lg border border-line bg-raised p-3 transition-colors hover:border-line-strong hover:bg-hover"
        >
          <span className="text-xs">
            <Badge tone={STATES[state].tone}>{STATES[state].label}</Badge>
          </span>
          <span className="text-xl font-semibold tabular-nums">{counts[state].toLocaleString("en")}</span>
          <span className="text-xs text-ink-2">
            of {total.toLocaleString("en")}. {STATES[state].hint}
          </span>
        </Link>
      </li>
    ))}
  </ul>
)

const STOPPED: Record<BlockReason, string> = {
  burst: "Too many calls in a short time.",
  quota: "The day's calls are used up.",
  auth: "The access token is not accepted. Check the connection.",
  scope: "The access token lacks a permission. Give it the scopes named below.",
  blocked: "The CRM's own guard has shut us out.",
  migrating: "The account is being moved by the CRM.",
  outage: "The CRM does not answer; it is asked again in a while.",
}

/** How much of the day's calls is used, and whether calls are stopped. */
export function QuotaGauge({ quota }: { quota: NonNullable<SyncOverview["quota"]> }) {
  const percent = quota.dayMax ? Math.min(100, Math.round((100 * quota.dayUsed) / quota.dayMax)) : null
  const isHigh = percent !== null && percent >= quota.alertAtPercent
  return (
    <div className="grid gap-2 text-sm">
      <p className="tabular-nums">
        {quota.dayUsed.toLocaleString("en")} calls today
        {quota.dayMax ? ` of ${quota.dayMax.toLocaleString("en")}` : ""}
        {quota.buckets.map(({ max, windowMs }) => `, at most ${max} in ${windowMs / 1_000} s`).join("")}
      </p>
      {percent === null ? null : (
        <div
          role="meter"
          aria-label="Calls used today"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="h-2 overflow-hidden rounded bg-sunken"
        >
          <div className={isHigh ? "h-full bg-warn" : "h-full bg-accent"} style={{ width: `${Math.max(1, percent)}%` }} />
        </div>
      )}
      {isHigh ? <p className="text-warn">{percent} % of the day is used. What is not urgent waits.</p> : null}
      {quota.stopped ? (
        <p className="text-danger">
          {STOPPED[quota.stopped.why]} Next try <Clock iso={quota.stopped.until} />.{" "}
          <RunbookLink section={SYNC_SECTIONS[quota.stopped.why]} />
        </p>
      ) : null}
    </div>
  )
}

export function ComparisonChart({ comparisons, wouldLink }: Pick<SyncOverview, "comparisons" | "wouldLink">) {
  const last = comparisons.at(-1)
  if (!last) return <p className="text-sm text-ink-2">Nothing was compared yet. It is done every night, and whenever you ask for it.</p>
  return (
    <div className="grid gap-2 text-sm">
      <p>
        <span className="text-xl font-semibold tabular-nums">{last.percent} %</span> equal, compared <Clock iso={last.at} />
      </p>
      <p className="text-ink-2 tabular-nums">
        {last.equal} equal · {last.different} different · {last.missingHere} missing here · {last.missingThere} missing there
      </p>
      {last.missingHere + last.missingThere + last.different > 0 ? (
        <p className="text-xs text-ink-2 tabular-nums">
          Repairing would make {Math.max(0, last.missingHere - wouldLink)} leads here, link {wouldLink} people who are known already, send{" "}
          {last.missingThere} leads there, and change {last.different}.
        </p>
      ) : null}
      {comparisons.length > 1 ? (
        <ol aria-label="Agreement over time" className="flex h-10 items-end gap-0.5">
          {comparisons.map(({ at, percent }) => (
            <li key={at} title={`${percent} %`} className="w-2 rounded-t bg-accent" style={{ height: `${Math.max(4, percent)}%` }}>
              <span className="sr-only">{percent} %</span>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  )
}

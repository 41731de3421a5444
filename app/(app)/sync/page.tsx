import type { Metadata } from "next"
import Link from "next/link"
import { PageHeader } from "@/components/layout/page-header"
import { ActButton } from "@/components/sync/act-button"
import { LagChart } from "./lag-chart"
import { Causes } from "./causes"
import { ConflictList } from "./conflict-list"
import { DisconnectButton } from "./disconnect-button"
import { EXCLUDED } from "./excluded"
import { ComparisonChart, Card, QuotaGauge, StateTiles } from "./sync-parts"
import { SyncRefresher } from "./sync-refresher"
import { TraceSearch } from "./trace-search"
import { Badge } from "@/components/ui/badge"
import { buttonClass } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import { can } from "@/lib/platform/permissions"
import { readConnections, type CrmConnection } from "@/lib/sync/connection/crm-connection"
import { readSyncOverview, type SyncOverview } from "@/lib/sync/status/queries"
import { requirePage } from "@/lib/web/session"
import { ComparisonSection } from "./comparison-section"
import { LoadSection } from "./load-section"
import {
  compareNowAction,
  provisionNowAction,
  replayPushesAction,
  retryWithheldAction,
  settleConflictAction,
  switchSyncAction,
} from "./actions"

export const metadata: Metadata = { title: "Sync" }

export default async function SyncPage({ searchParams }: PageProps<"/sync">) {
  const viewer = await requirePage("sync.read")
  const [crms, { crm: wanted }] = await Promise.all([readConnections(viewer.db), searchParams])
  const crm = crms.find(({ name }) => name === wanted) ?? crms[0]
  if (!crm)
    return (
      <>
        <PageHeader title="Sync" />
        <div className="p-4">
          <EmptyState title="No CRM is connected">
            Connect one in the settings. From then on every lead is a contact with a deal there, and what people change there changes here.
          </EmptyState>
        </div>
      </>
    )
  const ctx = { ...viewer, crm }
  const sync = await readSyncOverview(ctx)
  const mayManage = can(ctx.actor, "sync.manage")
  return (
    <div className="flex h-full flex-col">
      <SyncRefresher />
      <PageHeader
        title="Sync"
        count={`${sync.label} · ${sync.total.toLocaleString("en")} leads`}
        action={mayManage ? <Switches sync={sync} /> : null}
      >
        {crms.length > 1 ? <CrmTabs crms={crms} current={crm.name} /> : null}
        <Badge tone={sync.isDisconnected ? "neutral" : sync.isPaused ? "warn" : "ok"}>
          {sync.isDisconnected ? "Disconnected" : sync.isPaused ? "Paused" : "Connected"}
        </Badge>
        <TraceSearch />
      </PageHeader>
      <div className="min-h-0 grow overflow-auto p-4" tabIndex={0} role="region" aria-label="How the sync stands">
        <div className="mx-auto grid max-w-6xl gap-4">
          <StateTiles crm={sync.crm} counts={sync.counts} total={sync.total} />
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <div className="grid min-w-0 gap-4">
              <Wrong sync={sync} mayManage={mayManage} />
              <Card title="Overruled">
                <ConflictList
                  conflicts={sync.conflicts}
                  settle={mayManage ? (conflictId, use) => settleConflictAction.bind(null, { conflictId, use }) : null}
                />
              </Card>
            </div>
            <div className="grid min-w-0 gap-4">
              <Pace sync={sync} />
              <Comparison sync={sync} mayManage={mayManage} />
              <Account sync={sync} mayManage={mayManage} />
            </div>
            <ComparisonSection ctx={ctx} mayManage={mayManage} />
            <LoadSection ctx={ctx} mayManage={mayManage} />
          </div>
        </div>
      </div>
    </div>
  )
}

const CrmTabs = ({ crms, current }: { crms: readonly CrmConnection[]; current: string }) => (
  <nav aria-label="CRM" className="flex gap-1">
    {crms.map(({ name, label }) => (
      <Link
        key={name}
        href={`/sync?crm=${name}`}
        aria-current={name === current ? "page" : undefined}
        className={buttonClass(name === current ? "plain" : "quiet", "sm")}
      >
        {label}
      </Link>
    ))}
  </nav>
)

const Switches = ({ sync }: { sync: SyncOverview }) =>
  sync.isDisconnected ? (
    <ActButton look="primary" act={switchSyncAction.bind(null, { crm: sync.crm, input: { isDisconnected: false } })}>
      Connect
    </ActButton>
  ) : (
    <>
      <ActButton act={switchSyncAction.bind(null, { crm: sync.crm, input: { isPaused: !sync.isPaused } })}>
        {sync.isPaused ? "Resume" : "Pause"}
      </ActButton>
      <DisconnectButton crm={sync.crm} label={sync.label} linked={sync.total - sync.counts.excluded} />
    </>
  )

const Wrong = ({ sync, mayManage }: { sync: SyncOverview; mayManage: boolean }) => (
  <Card
    title="What is wrong"
    action={
      mayManage && sync.errors.length + sync.deadChanges.length > 0 ? (
        <ActButton act={replayPushesAction.bind(null, { crm: sync.crm, input: {} })}>Try all again</ActButton>
      ) : null
    }
  >
    <Causes
      sync={sync}
      acts={
        mayManage
          ? {
              replay: (cause) => replayPushesAction.bind(null, { crm: sync.crm, input: cause ?? {} }),
              retryWithheld: (field) => retryWithheldAction.bind(null, { crm: sync.crm, input: { field } }),
              provision: provisionNowAction.bind(null, { crm: sync.crm, input: {} }),
            }
          : null
      }
    />
    {sync.exclusions.length > 0 ? (
      <p className="text-xs text-ink-2">
        Excluded, each for a reason: {sync.exclusions.map(({ reason, count }) => `${count} ${EXCLUDED[reason] ?? reason}`).join(", ")}.
      </p>
    ) : null}
  </Card>
)

const Pace = ({ sync }: { sync: SyncOverview }) => (
  <>
    <Card title="Calls">
      {sync.quota ? <QuotaGauge quota={sync.quota} /> : <p className="text-sm text-ink-2">No call was made yet.</p>}
    </Card>
    <Card title="Wait until accepted, last hour">
      {sync.minutes.some(({ pushed }) => pushed > 0) ? (
        <LagChart minutes={sync.minutes} />
      ) : (
        <p className="text-sm text-ink-2">Nothing was sent in the last hour.</p>
      )}
    </Card>
  </>
)

const Comparison = ({ sync, mayManage }: { sync: SyncOverview; mayManage: boolean }) => (
  <Card
    title="Agreement"
    action={
      mayManage ? (
        <span className="flex gap-2">
          <ActButton act={compareNowAction.bind(null, { crm: sync.crm, input: { repair: false } })}>Compare</ActButton>
          <ActButton act={compareNowAction.bind(null, { crm: sync.crm, input: { repair: true } })}>Compare and repair</ActButton>
        </span>
      ) : null
    }
  >
    <ComparisonChart comparisons={sync.comparisons} wouldLink={sync.wouldLink} />
  </Card>
)

const Account = ({ sync, mayManage }: { sync: SyncOverview; mayManage: boolean }) => (
  <Card
    title="Account"
    action={
      mayManage && sync.drift.length > 0 ? (
        <ActButton act={provisionNowAction.bind(null, { crm: sync.crm, input: {} })}>Make what is missing</ActButton>
      ) : null
    }
  >
    {sync.drift.length === 0 ? (
      <p className="text-sm text-ink-2">
        Every property and stage of the mapping is there.{" "}
        {sync.schemaReadAt ? (
          <>
            Read <Clock iso={sync.schemaReadAt} />, and every hour.
          </>
        ) : (
          "It was not read yet."
        )}
      </p>
    ) : (
      <ul aria-label="Drift" className="grid gap-1 text-sm">
        {sync.drift.map(({ object, property, problem, since }) => (
          <li key={`${object} ${property}`}>
            <span className="text-danger">
              {object} {property} {problem}
            </span>
            ; only this waits. Since <Clock iso={since} />.
          </li>
        ))}
      </ul>
    )}
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm leading-6">
      {mayManage ? (
        <Link href={`/settings/crm?crm=${sync.crm}`} className="text-accent underline">
          Which value lives where, and who is who
        </Link>
      ) : null}
      <a href={sync.accountUrl} target="_blank" rel="noreferrer" className="text-accent underline">
        Open {sync.label}
      </a>
    </p>
  </Card>
)

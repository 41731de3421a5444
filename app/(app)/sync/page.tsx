import type { Metadata } from "next"
import Link from "next/link"
import { PageHeader } from "@/components/layout/page-header"
import { ActButton } from "@/components/sync/act-button"
import { LagChart } from "@/components/sync/lag-chart"
import { AgreementView, Card, ConflictList, QuotaGauge, StateTiles, WithheldList } from "@/components/sync/sync-parts"
import { Badge } from "@/components/ui/badge"
import { EmptyState } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import { can } from "@/lib/permissions"
import { readSyncOverview, type SyncOverview } from "@/lib/sync/queries"
import { requirePage } from "@/lib/web/session"
import { ComparisonSection } from "./comparison-section"
import { LoadSection } from "./load-section"
import { compareNowAction, provisionNowAction, replayPushesAction, switchSyncAction } from "./actions"

export const metadata: Metadata = { title: "Sync" }

export default async function SyncPage() {
  const ctx = await requirePage("sync.read")
  const sync = await readSyncOverview(ctx)
  const mayManage = can(ctx.actor, "sync.manage")
  if (!sync.hasToken)
    return (
      <>
        <PageHeader title="Sync" />
        <div className="p-4">
          <EmptyState title={`${sync.label} is not connected`}>
            Set HUBSPOT_ACCESS_TOKEN, start again, and run “npm run hubspot:provision”. From then on every lead is a contact with a deal
            there, and what people change there changes here.
          </EmptyState>
        </div>
      </>
    )
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Sync"
        count={`${sync.label} · ${sync.total.toLocaleString("en")} leads`}
        action={mayManage ? <Switches sync={sync} /> : null}
      >
        <Badge tone={sync.isDisconnected ? "neutral" : sync.isPaused ? "warn" : "ok"}>
          {sync.isDisconnected ? "Disconnected" : sync.isPaused ? "Paused" : "Connected"}
        </Badge>
      </PageHeader>
      <div className="min-h-0 grow overflow-auto p-4" tabIndex={0} role="region" aria-label="How the sync stands">
        <div className="mx-auto grid max-w-6xl gap-4">
          <StateTiles counts={sync.counts} total={sync.total} />
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <Errors sync={sync} mayManage={mayManage} />
            <Card title="Calls">
              {sync.quota ? <QuotaGauge quota={sync.quota} /> : <p className="text-sm text-ink-2">No call was made yet.</p>}
            </Card>
            <Card title="Wait until sent, last hour">
              {sync.minutes.some(({ pushed }) => pushed > 0) ? (
                <LagChart minutes={sync.minutes} />
              ) : (
                <p className="text-sm text-ink-2">Nothing was sent in the last hour.</p>
              )}
            </Card>
            <Card
              title="Agreement"
              action={
                mayManage ? (
                  <span className="flex gap-2">
                    <ActButton act={compareNowAction.bind(null, { heal: false })}>Compare</ActButton>
                    <ActButton act={compareNowAction.bind(null, { heal: true })}>Compare and heal</ActButton>
                  </span>
                ) : null
              }
            >
              <AgreementView agreements={sync.agreements} lists={sync.lists} wouldLink={sync.wouldLink} />
            </Card>
            <ComparisonSection ctx={ctx} mayManage={mayManage} />
            <LoadSection ctx={ctx} mayManage={mayManage} />
            <Account sync={sync} mayManage={mayManage} />
            <Card title="Overruled">
              <ConflictList conflicts={sync.conflicts} />
            </Card>
            {sync.withheld.length > 0 ? (
              <Card title="Sent without a value">
                <WithheldList withheld={sync.withheld} />
              </Card>
            ) : null}
          </div>
        </div>
      </div>
    </div>
  )
}

const Switches = ({ sync }: { sync: SyncOverview }) => (
  <>
    {sync.isDisconnected ? null : (
      <ActButton act={switchSyncAction.bind(null, { isPaused: !sync.isPaused })}>{sync.isPaused ? "Resume" : "Pause"}</ActButton>
    )}
    <ActButton
      look={sync.isDisconnected ? "primary" : "danger"}
      act={switchSyncAction.bind(null, { isDisconnected: !sync.isDisconnected })}
    >
      {sync.isDisconnected ? "Connect" : "Disconnect"}
    </ActButton>
  </>
)

const Errors = ({ sync, mayManage }: { sync: SyncOverview; mayManage: boolean }) => (
  <Card
    title="What is wrong"
    action={
      mayManage && (sync.errors.length > 0 || sync.deadNotices > 0) ? (
        <ActButton act={replayPushesAction.bind(null, {})}>Try all again</ActButton>
      ) : null
    }
  >
    {sync.errors.length === 0 && sync.deadNotices === 0 ? (
      <p className="text-sm text-ink-2">Nothing. Whatever the CRM refuses shows up here, by its cause.</p>
    ) : null}
    <ul className="grid gap-2 text-sm">
      {sync.errors.map(({ errorClass, error, state, count, leadId }) => (
        <li key={`${errorClass} ${error} ${state}`} className="flex items-start justify-between gap-3">
          <span>
            {error}
            <span className="block text-xs text-ink-3">
              {count} {count === 1 ? "lead" : "leads"}, {state === "dead" ? "given up" : "tried again"} ·{" "}
              <Link href={`/leads/${leadId}`} className="text-accent underline">
                one of them
              </Link>
            </span>
          </span>
          {mayManage ? <ActButton act={replayPushesAction.bind(null, { errorClass })}>Try again</ActButton> : null}
        </li>
      ))}
      {sync.deadNotices > 0 ? <li>{sync.deadNotices} notices could not be read.</li> : null}
    </ul>
    {sync.exclusions.length > 0 ? (
      <p className="text-xs text-ink-2">
        Excluded: {sync.exclusions.map(({ reason, count }) => `${count} ${EXCLUDED[reason] ?? reason}`).join(", ")}
      </p>
    ) : null}
  </Card>
)

const EXCLUDED: Record<string, string> = {
  deleted_there: "deleted there",
  privacy: "erased there for privacy",
  by_hand: "kept out by hand",
  unidentified: "without a contact detail",
  customer: "known from rentals only",
}

const Account = ({ sync, mayManage }: { sync: SyncOverview; mayManage: boolean }) => (
  <Card title="Account" action={mayManage ? <ActButton act={provisionNowAction.bind(null, {})}>Make what is missing</ActButton> : null}>
    {sync.drift.length === 0 ? (
      <p className="text-sm text-ink-2">
        Every property and stage of the mapping is there.{" "}
        {sync.schemaReadAt ? (
          <>
            Read <Clock iso={sync.schemaReadAt} />.
          </>
        ) : (
          "It was not read yet."
        )}
      </p>
    ) : (
      <ul className="grid gap-1 text-sm">
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
  </Card>
)

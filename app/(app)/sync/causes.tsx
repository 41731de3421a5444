import Link from "next/link"
import type { ReactNode } from "react"
import { RunbookLink } from "@/components/layout/runbook-link"
import { CopyButton } from "@/components/ui/copy-button"
import { LinkButton } from "@/components/ui/button"
import { Clock } from "@/components/ui/time"
import { syncLeadsAddress } from "@/lib/core/filters/sync"
import { SYNC_SECTIONS, type RunbookSection } from "@/lib/core/runbook/runbook"
import type { TroubleClass, WithheldCause } from "@/lib/core/sync/refusals"
import type { ErrorCause } from "@/lib/sync/status/causes"
import type { SyncOverview } from "@/lib/sync/status/queries"
import { ActButton, type ActButtonProps } from "@/components/sync/act-button"

type Act = ActButtonProps["act"]
type CausesProps = {
  sync: Pick<SyncOverview, "crm" | "label" | "errors" | "withheld" | "unknownOwners" | "deadChanges">
  /** Null for who may look only. */
  acts: {
    replay: (cause?: { errorClass: string; error?: string }) => Act
    retryWithheld: (field: string) => Act
    provision: Act
  } | null
}

/** What to do about a cause, by its class. Whatever is not the account's own trouble passes by itself. */
const ADVICE: Record<TroubleClass, string> = {
  rate_limited: "Passes by itself when calls are free again.",
  auth: "Give the connection credentials that are valid, then try again.",
  scope: "Give the app the permission named above over there, then try again.",
  blocked: "The CRM’s own guard shut us out. It is asked again in an hour; if that does not help, ask its support.",
  transient: "The CRM’s own trouble; it is tried again with growing pauses.",
  migrating: "The CRM is moving the account; it is tried again when that is over.",
  lost: "Harmless: it is looked up before it is sent again, so nothing is doubled.",
  refused: "The request does not fit the account. Create what is missing, or look at the mapping.",
  cursor_expired: "Everything is compared once; after that, changes are found as before.",
  busy: "Somebody else was changing the record over there; it is tried again by itself.",
  hidden: "The record is there, and our user may not see it. Share it with that user, then try again.",
  invalid: "The CRM refuses this record as a whole. Open the lead and its trace to see which value.",
  unforeseen: "A fault of ours; the log has the details.",
}

/** What was done about one of these was done for all leads, whatever it hit first. */
const OF_THE_ACCOUNT = new Set(["rate_limited", "auth", "scope", "migrating"])

/** Everything that is wrong, by its cause, each with what helps. */
export function Causes({ sync, acts }: CausesProps) {
  const { crm, label, errors, withheld, unknownOwners, deadChanges } = sync
  if (errors.length + withheld.length + unknownOwners.length + deadChanges.length === 0)
    return <p className="text-sm text-ink-2">Nothing. Whatever the CRM refuses shows up here, by its cause, with what helps.</p>
  return (
    <ul aria-label="Causes" className="grid divide-y divide-line text-sm">
      {errors.map((cause) => (
        <ErrorLine key={`${cause.errorClass} ${cause.error}`} crm={crm} cause={cause} acts={acts} />
      ))}
      {withheld.map(({ field, why, cause, count, examples }) => (
        <Cause
          key={`${field} ${cause} ${why}`}
          title={
            <>
              Sent without {field.replaceAll("_", " ")}: <bdi>{why}</bdi>
            </>
          }
          count={<CountLink count={count} href={syncLeadsAddress.href({ crm, withheld: field, why })} />}
          advice={WITHHELD[cause]}
          runbook={SYNC_SECTIONS[cause]}
          action={
            acts && cause !== "gone" ? (
              <>
                {cause === "property" || cause === "option" ? <ActButton act={acts.provision}>Create what is missing</ActButton> : null}
                <ActButton act={acts.retryWithheld(field)}>Try again with it</ActButton>
              </>
            ) : null
          }
        >
          {examples.slice(0, 3).map(({ leadId, name, value }) => (
            <span key={leadId} className="block truncate text-xs text-ink-2">
              <Link href={`/leads/${leadId}`} className="text-accent underline">
                <bdi>{name ?? "No name"}</bdi>
              </Link>{" "}
              <bdi>{value}</bdi>
            </span>
          ))}
        </Cause>
      ))}
      {unknownOwners.length > 0 ? <UnknownOwners crm={crm} label={label} owners={unknownOwners} mayName={acts !== null} /> : null}
      {deadChanges.map(({ error, count, newestId }) => (
        <Cause
          key={error}
          title={`A change from ${label} failed: ${error}`}
          count={`${count} ${count === 1 ? "record" : "records"}`}
          advice="Each is read anew when it is tried again; nothing is lost by it."
          action={
            <>
              <LinkButton size="sm" href={`/sync/trace/${newestId}`}>
                Trace the newest
              </LinkButton>
              {acts ? <ActButton act={acts.replay()}>Try again</ActButton> : null}
            </>
          }
        />
      ))}
    </ul>
  )
}

const WITHHELD: Record<WithheldCause, string> = {
  value: "The rest of the record went through. Correct it on the lead and it is sent by itself.",
  property: "The account lacks the property, or does not let it be written. Make it, then try again with the value.",
  option: "The property's list lacks this option. Add it, then try again with the value.",
  taken: "Another contact there has it. Merge the two there or here, then try again.",
  gone: "It stays as it is until it is created again there.",
}

type UnknownOwnersProps = { crm: string; label: string; owners: SyncOverview["unknownOwners"]; mayName: boolean }

/** One line for all of them: naming them is one piece of work. */
const UnknownOwners = ({ crm, label, owners, mayName }: UnknownOwnersProps) => (
  <Cause
    title={
      owners.length === 1 ? (
        <bdi>{`${owners[0]?.name ?? ""} has no ${label} user`}</bdi>
      ) : (
        `${owners.length} colleagues have no ${label} user`
      )
    }
    count={
      owners.length === 1 ? (
        <CountLink count={owners[0]?.count ?? 0} href={syncLeadsAddress.href({ crm, owner: owners[0]?.userId })} />
      ) : (
        `${owners.reduce((sum, { count }) => sum + count, 0).toLocaleString("en")} leads`
      )
    }
    advice="No user there has this email address. Choose the owner once, and the leads get that owner."
    action={
      mayName ? (
        <LinkButton size="sm" href={`/settings/crm?crm=${crm}#owners`}>
          {owners.length === 1 ? `Choose ${label} user` : `Choose ${label} users`}
        </LinkButton>
      ) : null
    }
  >
    {owners.length === 1 ? null : (
      <ul className="flex flex-wrap gap-x-3 text-xs">
        {owners.map(({ userId, name, email, count }) => (
          <li key={userId} title={email}>
            <bdi>{name}</bdi> <CountLink count={count} href={syncLeadsAddress.href({ crm, owner: userId })} />
          </li>
        ))}
      </ul>
    )}
  </Cause>
)

function ErrorLine({ crm, cause, acts }: { crm: string; cause: ErrorCause; acts: CausesProps["acts"] }) {
  const { errorClass, error, waiting, dead, attempts, oldestAt, scopes } = cause
  return (
    <Cause
      title={error || errorClass}
      count={<CountLink count={waiting + dead} href={syncLeadsAddress.href({ crm, cause: errorClass, error })} />}
      advice={ADVICE[errorClass]}
      runbook={SYNC_SECTIONS[errorClass]}
      action={
        acts ? (
          <>
            {errorClass === "refused" ? <ActButton act={acts.provision}>Create what is missing</ActButton> : null}
            <ActButton act={acts.replay(OF_THE_ACCOUNT.has(errorClass) ? { errorClass } : { errorClass, error })}>Try again</ActButton>
          </>
        ) : null
      }
    >
      <span className="block text-xs text-ink-3">
        {dead > 0 ? `${dead} given up` : "tried again by itself"}
        {attempts > 0 ? `, up to ${attempts} tries` : ""}, since <Clock iso={oldestAt} />
      </span>
      {scopes ? (
        <span className="flex items-center gap-1 text-xs">
          <code className="break-all">{scopes}</code>
          <CopyButton value={scopes} what="missing permissions" />
        </span>
      ) : null}
    </Cause>
  )
}

type CauseProps = { title: ReactNode; count: ReactNode; advice: string; runbook?: RunbookSection; action: ReactNode; children?: ReactNode }

const Cause = ({ title, count, advice, runbook, action, children }: CauseProps) => (
  <li className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1.5 py-2 first:pt-0 last:pb-0">
    <div className="min-w-0 grow basis-60">
      <p className="break-words">
        {title} · <span className="whitespace-nowrap">{count}</span>
      </p>
      {children}
      <p className="text-xs text-ink-2">
        {advice} {runbook ? <RunbookLink section={runbook} /> : null}
      </p>
    </div>
    <div className="flex flex-wrap gap-2">{action}</div>
  </li>
)

const CountLink = ({ count, href }: { count: number; href: string }) => (
  <Link href={href} className="text-accent underline tabular-nums">
    {count.toLocaleString("en")} {count === 1 ? "lead" : "leads"}
  </Link>
)

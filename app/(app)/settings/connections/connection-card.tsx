import Link from "next/link"
import { provisionNowAction, startLoadAction, switchSyncAction } from "@/app/(app)/sync/actions"
import { DisconnectButton } from "@/app/(app)/sync/disconnect-button"
import { ActButton } from "@/components/sync/act-button"
import { Badge, type Tone } from "@/components/ui/badge"
import { CopyButton } from "@/components/ui/copy-button"
import { FullTime } from "@/components/ui/time"
import { runbookPath, SYNC_SECTIONS } from "@/lib/core/runbook/runbook"
import type { ConnectionView, KindView } from "@/lib/sync/manage-connections"
import { getTranslations } from "@/lib/web/translations"
import { acceptOtherAccountAction, forgetCredentialsAction, removeConnectionAction, tryConnectionAction } from "./actions"
import { AskButton } from "./ask-button"
import { CredentialsDialog } from "./credentials-dialog"

const TONES: Record<ConnectionView["state"], Tone> = {
  connected: "ok",
  new: "accent",
  paused: "warn",
  disconnected: "neutral",
  stopped: "danger",
  other_account: "danger",
  taken: "danger",
  no_credentials: "danger",
}

/** Nothing is on its way there. */
const REMOVABLE: readonly ConnectionView["state"][] = ["new", "taken", "disconnected", "no_credentials"]

type CardProps = { connection: ConnectionView; kind: KindView | undefined; callbackAddress: string }

/** One account: how it stands, what it lacks, and what can be done about it. */
export async function ConnectionCard({ connection, kind, callbackAddress }: CardProps) {
  const { name, label, source, state, accountUrl, accountId, foundId, heldBy } = connection
  const t = await getTranslations("connections")
  return (
    <li aria-label={label} className="grid gap-2 rounded-lg border border-line bg-raised p-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold">{label}</h3>
        <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
        <span className="text-xs text-ink-3">
          {source === "environment" ? t("fromEnvironment") : connection.isSignedInTo ? t("byGrant") : null}
        </span>
        <span className="ms-auto flex flex-wrap gap-x-3">
          {accountUrl === "" ? null : (
            <a href={accountUrl} target="_blank" rel="noreferrer" className="text-accent underline">
              {t("open", { label })}
            </a>
          )}
          <Link href={`/sync?crm=${name}`} className="text-accent underline">
            {t("sync")}
          </Link>
          <Link href={`/settings/crm?crm=${name}`} className="text-accent underline">
            {t("mapping")}
          </Link>
        </span>
      </div>
      <p className="max-w-prose text-ink-2">
        {t(`means.${state}`, { known: accountId ?? "?", found: foundId ?? "?", holder: heldBy ?? "?" })}
      </p>
      <LastCall connection={connection} />
      {connection.webhookAddress === null ? null : (
        <p className="flex items-center gap-1 text-xs text-ink-2">
          <span className="min-w-0 break-all">{t("webhooks", { address: connection.webhookAddress })}</span>
          <CopyButton value={connection.webhookAddress} what={t("channels.address")} />
        </p>
      )}
      <Lacks connection={connection} />
      <Acts connection={connection} kind={kind} callbackAddress={callbackAddress} />
    </li>
  )
}

async function LastCall({ connection: { problem, lastAnswerAt, stoppedBy } }: { connection: ConnectionView }) {
  const t = await getTranslations("connections")
  const cause = problem?.kind ?? stoppedBy
  const section = (SYNC_SECTIONS as Readonly<Record<string, (typeof SYNC_SECTIONS)["auth"]>>)[cause ?? ""]
  return (
    <p className="flex flex-wrap gap-x-3 text-xs text-ink-2">
      {lastAnswerAt === null ? (
        <span>{t("neverAnswered")}</span>
      ) : (
        <span>
          {t("lastAnswer")}: <FullTime iso={lastAnswerAt} />
        </span>
      )}
      {cause === null ? null : (
        <span className="text-danger">
          {t("problem", { kind: cause })}
          {problem ? (
            <>
              : <FullTime iso={problem.at} />
            </>
          ) : null}
        </span>
      )}
      {section === undefined ? null : (
        <Link href={runbookPath(section)} className="text-accent underline">
          {t("whatToDo")}
        </Link>
      )}
    </p>
  )
}

async function Lacks({ connection: { missing, left } }: { connection: ConnectionView }) {
  const t = await getTranslations("connections")
  const lists: [string, string[]][] = [
    [missing === null ? t("unread") : t("missing", { count: missing.length }), missing ?? []],
    ...(left.pending.length > 0 ? [[t("pending"), left.pending] satisfies [string, string[]]] : []),
    ...(left.manual.length > 0 ? [[t("manual"), left.manual] satisfies [string, string[]]] : []),
  ]
  return lists.map(([title, items]) => (
    <div key={title} className="grid gap-1 text-ink-2">
      <p>{title}</p>
      <Items of={items} />
    </div>
  ))
}

const Items = ({ of }: { of: readonly string[] }) =>
  of.length === 0 ? null : (
    <ul className="list-disc ps-5 text-xs text-ink-2">
      {of.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  )

async function Acts({ connection, kind, callbackAddress }: CardProps) {
  const { name, label, source, state, missing, accountUrl, accountId, foundId } = connection
  const t = await getTranslations("connections")
  const about = { crm: name, input: {} }
  const hasAccount = state !== "no_credentials"
  const isOpen = hasAccount && !["other_account", "taken", "disconnected"].includes(state)
  const lacks = missing === null || missing.length > 0
  return (
    <div className="flex flex-wrap gap-2">
      {hasAccount ? <ActButton act={tryConnectionAction.bind(null, about)}>{t("test")}</ActButton> : null}
      {state === "other_account" ? (
        <AskButton
          button={t("forgetLinks")}
          title={t("forgetLinksTitle")}
          hint={t("forgetLinksHint", { known: accountId ?? "?", found: foundId ?? "?" })}
          act={acceptOtherAccountAction.bind(null, about)}
          doIt={t("forgetLinksNow", { known: accountId ?? "?" })}
          keep={t("cancel")}
          look="danger"
        />
      ) : null}
      {isOpen && lacks ? (
        <AskButton
          button={t("create")}
          title={t("createTitle", { label })}
          hint={missing === null ? t("unread") : t("createHint", { address: accountUrl })}
          act={provisionNowAction.bind(null, about)}
          doIt={t("createNow")}
          keep={t("createKeep")}
        >
          <Items of={missing ?? []} />
        </AskButton>
      ) : null}
      {state === "new" && !lacks ? (
        <ActButton act={startLoadAction.bind(null, { crm: name, input: { kind: "trial", sendsThere: true, bringsHere: true } })}>
          {t("trial")}
        </ActButton>
      ) : null}
      {state === "new" || state === "paused" ? (
        <ActButton look={lacks ? "plain" : "primary"} act={switchSyncAction.bind(null, { crm: name, input: { isPaused: false } })}>
          {state === "new" ? t("goLive") : t("goOn")}
        </ActButton>
      ) : null}
      {state === "connected" || state === "stopped" ? (
        <ActButton act={switchSyncAction.bind(null, { crm: name, input: { isPaused: true } })}>{t("pause")}</ActButton>
      ) : null}
      {state === "disconnected" ? (
        <ActButton look="primary" act={switchSyncAction.bind(null, { crm: name, input: { isDisconnected: false } })}>
          {t("reconnect")}
        </ActButton>
      ) : null}
      {source === "stored" && kind ? <Secrets connection={connection} kind={kind} callbackAddress={callbackAddress} /> : null}
      {isOpen && state !== "new" ? <DisconnectButton crm={name} label={label} linked={connection.linked} /> : null}
      {(source === "stored" || !hasAccount) && REMOVABLE.includes(state) ? (
        <AskButton
          button={t("remove")}
          title={t("removeTitle", { label })}
          hint={t("removeHint", { linked: connection.linked })}
          act={removeConnectionAction.bind(null, about)}
          doIt={t("removeNow")}
          keep={t("cancel")}
          look="danger"
        />
      ) : null}
    </div>
  )
}

/** What was given to a connection by hand can be given anew, and taken away. */
async function Secrets({ connection, kind, callbackAddress }: { connection: ConnectionView; kind: KindView; callbackAddress: string }) {
  const { name, label, state, fields, isSignedInTo } = connection
  const t = await getTranslations("connections")
  const oauth = kind.oauthFields && { fields: isSignedInTo ? fields : kind.oauthFields, callbackAddress }
  const given = { kind: kind.kind, label, name }
  return (
    <>
      {oauth && (isSignedInTo || state === "no_credentials") ? (
        <CredentialsDialog {...given} fields={[]} oauth={oauth} button={t("signInAgain")} />
      ) : null}
      <CredentialsDialog {...given} fields={fields} oauth={null} button={t("credentials")} />
      {state === "no_credentials" ? null : (
        <ActButton look="danger" act={forgetCredentialsAction.bind(null, { crm: name, input: {} })}>
          {t("forget")}
        </ActButton>
      )}
    </>
  )
}

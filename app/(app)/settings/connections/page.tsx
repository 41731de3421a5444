import type { Metadata } from "next"
import Link from "next/link"
import { provisionNowAction } from "@/app/(app)/sync/actions"
import { ActButton } from "@/components/sync/act-button"
import { Badge, type Tone } from "@/components/ui/badge"
import { EmptyState } from "@/components/ui/states"
import { listConnections, type ConnectionView } from "@/lib/sync/manage-connections"
import { requirePage } from "@/lib/web/session"
import { getTranslations } from "@/lib/web/translations"
import { forgetCredentialsAction, tryConnectionAction } from "./actions"
import { CredentialsDialog } from "./credentials-dialog"

export const metadata: Metadata = { title: "Connections" }

const TONES: Record<ConnectionView["state"], Tone> = {
  connected: "ok",
  paused: "warn",
  disconnected: "neutral",
  stopped: "danger",
  no_credentials: "danger",
}

export default async function ConnectionsPage() {
  const ctx = await requirePage("sync.manage")
  const [{ connections, kinds }, t] = await Promise.all([listConnections(ctx), getTranslations("connections")])
  return (
    <section className="grid max-w-3xl content-start gap-4" aria-labelledby="crms">
      <div className="grid gap-1">
        <h2 id="crms" className="text-lg font-semibold">
          {t("title")}
        </h2>
        <p className="max-w-prose text-sm text-ink-2">{t("hint")}</p>
      </div>
      {connections.length === 0 ? <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState> : null}
      <ul className="grid gap-3">
        {connections.map((connection) => (
          <Connection key={connection.name} connection={connection} />
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        {kinds.map(({ kind, label, fields }) => (
          <CredentialsDialog key={kind} kind={kind} fields={fields} button={t("add", { label })} />
        ))}
      </div>
    </section>
  )
}

async function Connection({ connection }: { connection: ConnectionView }) {
  const { name, label, kind, source, state, fields, missing } = connection
  const t = await getTranslations("connections")
  const about = { crm: name, input: {} }
  return (
    <li aria-label={label} className="grid gap-2 rounded-lg border border-line bg-raised p-3 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">{label}</h3>
        <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
        {source === "environment" ? <span className="text-xs text-ink-3">{t("fromEnvironment")}</span> : null}
        <span className="ms-auto flex gap-3">
          <Link href={`/sync?crm=${name}`} className="text-accent underline">
            {t("sync")}
          </Link>
          <Link href={`/settings/crm?crm=${name}`} className="text-accent underline">
            {t("mapping")}
          </Link>
        </span>
      </div>
      <p className="text-ink-2">{missing === null ? t("unread") : t("missing", { count: missing.length })}</p>
      {missing !== null && missing.length > 0 ? (
        <ul className="list-disc ps-5 text-xs text-ink-2">
          {missing.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <ActButton act={tryConnectionAction.bind(null, about)}>{t("test")}</ActButton>
        {missing === null || missing.length > 0 ? <ActButton act={provisionNowAction.bind(null, about)}>{t("create")}</ActButton> : null}
        {source === "stored" ? (
          <>
            <CredentialsDialog kind={kind} name={name} fields={fields} button={t("credentials")} />
            <ActButton look="danger" act={forgetCredentialsAction.bind(null, about)}>
              {t("forget")}
            </ActButton>
          </>
        ) : null}
      </div>
    </li>
  )
}

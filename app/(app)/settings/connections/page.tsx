import type { Metadata } from "next"
import { EmptyState } from "@/components/ui/states"
import { listChannels } from "@/lib/intake/doors/channel-states"
import { SIGN_IN_OUTCOMES, signInDetail } from "@/lib/sync/accounts/sign-in"
import { listConnections } from "@/lib/sync/manage-connections"
import { requirePage, requireViewer } from "@/lib/web/session"
import { getTranslations } from "@/lib/web/translations"
import { ChannelList } from "./channel-list"
import { ConnectionCard } from "./connection-card"
import { CredentialsDialog } from "./credentials-dialog"

export const metadata: Metadata = { title: "Connections" }

export default async function ConnectionsPage({ searchParams }: PageProps<"/settings/connections">) {
  const ctx = await requirePage("sync.manage")
  const [{ connections, kinds, callbackAddress }, channels, { signIn }, t] = await Promise.all([
    listConnections(ctx),
    listChannels(ctx),
    searchParams,
    getTranslations("connections"),
  ])
  return (
    <div className="grid max-w-3xl content-start gap-8">
      <section className="grid content-start gap-4" aria-labelledby="crms">
        <div className="grid gap-1">
          <h2 id="crms" className="text-lg font-semibold">
            {t("title")}
          </h2>
          <p className="max-w-prose text-sm text-ink-2">{t("hint")}</p>
        </div>
        <SignInOutcome outcome={signIn} />
        {connections.length === 0 ? <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState> : null}
        <ul className="grid gap-3">
          {connections.map((connection) => (
            <ConnectionCard
              key={connection.name}
              connection={connection}
              kind={kinds.find(({ kind }) => kind === connection.kind)}
              callbackAddress={callbackAddress}
            />
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          {kinds.map(({ kind, label, fields, oauthFields }) => (
            <CredentialsDialog
              key={kind}
              kind={kind}
              label={label}
              fields={fields}
              oauth={oauthFields && { fields: oauthFields, callbackAddress }}
              button={t("add", { label })}
            />
          ))}
        </div>
      </section>
      <ChannelList channels={channels} />
    </div>
  )
}

/** What came of a sign-in on a CRM's page. */
async function SignInOutcome({ outcome }: { outcome: string | string[] | undefined }) {
  const known = SIGN_IN_OUTCOMES.find((one) => one === outcome)
  if (known === undefined) return null
  const [viewer, t] = [await requireViewer(), await getTranslations("connections")]
  const ctx = await requirePage("sync.manage")
  const detail = known === "refused" ? await signInDetail({ ...ctx, sessionId: viewer.sessionId }) : null
  const isGood = known === "connected"
  return (
    <div
      role={isGood ? "status" : "alert"}
      className={`grid gap-1 rounded-lg border border-line p-3 text-sm ${isGood ? "bg-sunken text-ink" : "bg-danger-soft text-danger"}`}
    >
      <p>{t(`signIn.${known}`)}</p>
      {detail === null ? null : <p className="break-words">{t("signIn.said", { detail })}</p>}
    </div>
  )
}

import Link from "next/link"
import { ActButton } from "@/components/sync/act-button"
import { Badge } from "@/components/ui/badge"
import { CopyButton } from "@/components/ui/copy-button"
import { FullTime } from "@/components/ui/time"
import { runbookPath } from "@/lib/core/runbook/runbook"
import type { ChannelView } from "@/lib/intake/doors/channel-states"
import { getTranslations } from "@/lib/web/translations"
import { testChannelAction } from "./actions"

/** Where leads come from: which doors are open, what came last, and how to connect a sender. */
export async function ChannelList({ channels }: { channels: readonly ChannelView[] }) {
  const t = await getTranslations("connections.channels")
  return (
    <section className="grid gap-3" aria-labelledby="channels">
      <div className="grid gap-1">
        <h2 id="channels" className="text-lg font-semibold">
          {t("title")}
        </h2>
        <p className="max-w-prose text-sm text-ink-2">{t("hint")}</p>
      </div>
      <ul className="grid gap-3">
        {channels.map((channel) => (
          <Channel key={channel.channel} view={channel} />
        ))}
      </ul>
    </section>
  )
}

async function Channel({ view }: { view: ChannelView }) {
  const { channel, label, isOpen, address, variables, lastEvent, lastRefusal, canTest } = view
  const t = await getTranslations("connections.channels")
  return (
    <li aria-label={label} className="grid gap-2 rounded-lg border border-line bg-raised p-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold">{label}</h3>
        <Badge tone={isOpen ? "ok" : "neutral"}>{isOpen ? t("open") : t("closed")}</Badge>
        <span className="text-xs text-ink-3">{t("opens", { variables: variables.join(", ") })}</span>
      </div>
      <p className="max-w-prose text-ink-2">{t(`how.${channel}`)}</p>
      <p className="flex items-center gap-1 text-xs">
        <span className="text-ink-3">{t("address")}</span>
        <code className="min-w-0 break-all">{address}</code>
        <CopyButton value={address} what={t("address")} />
      </p>
      <p className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-ink-2">
        {lastEvent ? (
          <span>
            {t("lastEvent")}:{" "}
            <Link href={`/intake/${lastEvent.id}`} className="text-accent underline">
              <FullTime iso={lastEvent.at} />
            </Link>{" "}
            ({lastEvent.state})
          </span>
        ) : (
          <span>{t("noEvent")}</span>
        )}
        {lastRefusal ? (
          <span>
            {t("lastRefusal")}: <FullTime iso={lastRefusal.at} />, {lastRefusal.reason}.{" "}
            <Link href={runbookPath("webhooks-are-refused")} className="text-accent underline">
              {t("whyRefused")}
            </Link>
          </span>
        ) : null}
      </p>
      {canTest ? (
        <div>
          <ActButton act={testChannelAction.bind(null, { channel })}>{t("test")}</ActButton>
        </div>
      ) : null}
    </li>
  )
}

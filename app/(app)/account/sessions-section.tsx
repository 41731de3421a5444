import { userAgentFromString } from "next/server"
import { KeepFocus } from "@/components/layout/keep-focus"
import { Badge } from "@/components/ui/badge"
import { timeOf } from "@/components/layout/message-time"
import { env } from "@/lib/platform/env"
import type { SessionView } from "@/lib/team/sessions"
import { getTranslations } from "@/lib/web/translations"
import { EndOtherSessions, EndSession } from "./end-sessions"

type Props = { sessions: readonly SessionView[]; currentId: string }

/** Where one is signed in; each session can be ended from here. */
export async function SessionsSection({ sessions, currentId }: Props) {
  const t = await getTranslations("account.sessions")
  const { SESSION_IDLE_HOURS: hours, SESSION_MAX_DAYS: days } = env()
  const nameOf = ({ browser }: SessionView): string => {
    const { browser: found, os } = userAgentFromString(browser ?? undefined)
    return found.name ? (os.name ? t("onSystem", { browser: found.name, system: os.name }) : found.name) : t("unknown")
  }
  return (
    <KeepFocus aria-labelledby="sessions" className="grid max-w-xl content-start gap-3 outline-none">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <div>
          <h2 id="sessions" className="text-sm font-semibold">
            {t("title")}
          </h2>
          <p className="text-sm text-ink-2">{t("hint", { hours, days })}</p>
        </div>
        {sessions.length > 1 ? <EndOtherSessions currentId={currentId} /> : null}
      </div>
      <ul aria-labelledby="sessions" className="grid divide-y divide-line rounded-lg border border-line bg-raised">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
            <div className="min-w-0 grow">
              <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
                {nameOf(session)}
                {session.id === currentId ? <Badge tone="ok">{t("current")}</Badge> : null}
              </p>
              <p className="text-xs text-ink-3">
                {session.address ? (
                  <>
                    <bdi>{session.address}</bdi> ·{" "}
                  </>
                ) : null}
                {t.rich("seen", timeOf(session.lastSeenAt))} · {t.rich("since", timeOf(session.createdAt))}
              </p>
            </div>
            {session.id === currentId ? null : <EndSession id={session.id} browser={nameOf(session)} />}
          </li>
        ))}
      </ul>
    </KeepFocus>
  )
}

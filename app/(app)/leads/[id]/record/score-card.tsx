import type { ReactNode } from "react"
import { Clock } from "@/components/ui/time"
import type { Evidence } from "@/lib/core/scoring/facts"
import { RULE_TITLES } from "@/lib/core/scoring/rules"
import type { ScoreCard as Card } from "@/lib/scoring/queries"
import { getTranslations } from "@/lib/web/translations"
import { formatPhone } from "@/components/lead/phone-number"
import { ScoreBadge } from "@/components/lead/score-badge"
import { ScoreLine } from "./score-line"
import { touchAnchor } from "../story/touch-anchor"

type Props = { score: number; band: "high" | "normal" | "nurture"; card: Card; shownTouches: readonly string[] }

/** Why this lead has its score, what would raise it, and how it came there. */
export async function ScoreCard({ score, band, card, shownTouches }: Props) {
  const t = await getTranslations("lead.score")
  const sum = card.parts.reduce((total, { points }) => total + points, 0)
  return (
    <section aria-label={t("title")} className="grid gap-1.5 text-sm">
      <h2 className="flex items-center gap-2 text-xs font-medium text-ink-3">
        {t("title")} <ScoreBadge score={score} band={band} />
      </h2>
      {card.parts.length === 0 ? <p className="text-ink-3">{t("none")}</p> : null}
      <ul className="grid gap-1.5">
        {card.parts.map(({ rule, points, evidence }) => (
          <Row key={rule} title={RULE_TITLES[rule]} points={points}>
            {evidence.map((one, at) => (
              <EvidenceLine key={`${one.text}:${at}`} evidence={one} isShown={shownTouches.includes(one.touchpointId ?? "")} />
            ))}
          </Row>
        ))}
      </ul>
      {sum > 100 ? <p className="text-xs text-ink-3">{t("capped", { points: String(sum) })}</p> : null}
      {card.open.length > 0 ? (
        <details open={card.parts.length === 0}>
          <summary className="text-xs text-ink-2">{t("open")}</summary>
          <ul className="mt-1 grid gap-1.5">
            {card.open.map(({ rule, points }) => (
              <Row key={rule} title={t(`missing.${rule}`)} points={points} isOpen />
            ))}
          </ul>
        </details>
      ) : null}
      {card.history.length > 1 ? <History history={card.history} /> : null}
    </section>
  )
}

const Row = ({ title, points, isOpen = false, children }: { title: string; points: number; isOpen?: boolean; children?: ReactNode }) => (
  <li className="grid grid-cols-[1fr_auto] gap-x-3">
    <span className={isOpen ? "text-ink-2" : undefined}>{title}</span>
    <span className={isOpen ? "text-ink-3" : "font-medium"}>+{points}</span>
    {children ? <ul className="col-span-2 grid gap-0.5">{children}</ul> : null}
  </li>
)

/** A number of a phone is grouped for the eye, as everywhere else. */
const evidenceText = (text: string): string => (/^\+\d{8,15}$/.test(text) ? formatPhone(text) : text)

const EvidenceLine = ({ evidence, isShown }: { evidence: Evidence; isShown: boolean }) => (
  <li className="flex gap-2 text-xs text-ink-3">
    <span className="min-w-0 break-words">
      {isShown && evidence.touchpointId ? (
        <a href={`#${touchAnchor(evidence.touchpointId)}`} className="inline-block min-h-6 leading-6 text-accent underline">
          <bdi dir="auto">{evidenceText(evidence.text)}</bdi>
        </a>
      ) : (
        <bdi dir="auto">{evidenceText(evidence.text)}</bdi>
      )}
    </span>
    {evidence.at ? (
      <span className="ms-auto shrink-0">
        <Clock iso={evidence.at} />
      </span>
    ) : null}
  </li>
)

const CAUSES = ["edited", "merged", "unmerged", "split", "rules"] as const

async function History({ history }: Pick<Card, "history">) {
  const t = await getTranslations("lead.score")
  const causeOf = (cause: string) => CAUSES.filter((known) => known === cause).map((known) => t(`cause.${known}`))
  return (
    <details>
      <summary className="text-xs text-ink-2">
        <span className="inline-flex items-center gap-2 align-middle">
          {t("history")} <ScoreLine points={history.toReversed().map(({ at, score }) => ({ at, score }))} />
        </span>
      </summary>
      <ol className="mt-1 grid gap-1">
        {history.map(({ id, at, score, band, cause, gained, lost }, index) => (
          <li key={id} className="grid grid-cols-[auto_1fr_auto] items-baseline gap-2 text-xs">
            <ScoreBadge score={score} band={band} />
            <span className="min-w-0 text-ink-2">
              {[
                ...gained.map((rule) => `+ ${RULE_TITLES[rule]}`),
                ...(index === history.length - 1 ? [] : lost.map((rule) => `− ${RULE_TITLES[rule]}`)),
                ...causeOf(cause),
              ].join(" · ") || t("otherPoints")}
            </span>
            <span className="text-ink-3">
              <Clock iso={at} />
            </span>
          </li>
        ))}
      </ol>
    </details>
  )
}

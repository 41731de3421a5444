import { Ban, CalendarClock, Hourglass, ListTodo, MessageCircle, TriangleAlert } from "lucide-react"
import { HOUR_MS, sayRoughly } from "@/lib/core/time"
import { useTranslations } from "use-intl/react"
import { Badge, type Tone } from "@/components/ui/badge"
import { useTimes } from "@/components/ui/time"
import { missingLabel } from "@/lib/core/say-missing"
import type { BoardCard } from "@/lib/pipeline/board/board-cards"

/** What asks for attention on a card; a card with nothing to say has no such line. */
export function CardMarks({ card, now, itemLabels }: { card: BoardCard; now: string; itemLabels: Readonly<Record<string, string>> }) {
  const { formatFull } = useTimes()
  const t = useTranslations("privacy.mark")
  const marks = [
    card.isRestricted ? (
      <Badge key="restricted" tone="danger" title={t("restrictedHint")}>
        <Ban aria-hidden className="size-3" /> {t("restricted")}
      </Badge>
    ) : null,
    <TaskMark key="task" card={card} now={now} />,
    card.isStale ? (
      <Badge key="stale" tone="warn" title={`In this stage since ${formatFull(card.stageEnteredAt)}`}>
        <Hourglass aria-hidden className="size-3" /> Stale
      </Badge>
    ) : null,
    card.missing.length > 0 ? (
      <Badge
        key="missing"
        tone="warn"
        title={`Missing for this stage: ${card.missing.map((name) => missingLabel(name, itemLabels)).join(", ")}`}
      >
        <TriangleAlert aria-hidden className="size-3" /> {card.missing.length} missing
      </Badge>
    ) : null,
    <WhatsappMark key="whatsapp" until={card.whatsappUntil} now={now} />,
  ]
  return <div className="flex flex-wrap items-center gap-1 empty:hidden">{marks}</div>
}

const TASK_TONES: Record<BoardCard["activity"], Tone> = { overdue: "danger", today: "accent", planned: "neutral", none: "neutral" }

function TaskMark({ card, now }: { card: BoardCard; now: string }) {
  const { formatFull } = useTimes()
  if (!card.nextTask) return null
  const leftMs = Date.parse(card.nextTask.dueAt) - Date.parse(now)
  return (
    <Badge
      tone={leftMs < 0 ? "danger" : TASK_TONES[card.activity]}
      title={`${card.nextTask.title}: due ${formatFull(card.nextTask.dueAt)}`}
    >
      {leftMs < 0 ? <CalendarClock aria-hidden className="size-3" /> : <ListTodo aria-hidden className="size-3" />}
      <bdi dir="auto" className="max-w-28 truncate">
        {card.nextTask.title}
      </bdi>
      <span aria-hidden>·</span>
      {leftMs < 0 ? `${sayRoughly(-leftMs)} late` : `in ${sayRoughly(leftMs)}`}
    </Badge>
  )
}

/** Free text is possible for 24 h after the person's last message; the last six are worth a look. */
function WhatsappMark({ until, now }: { until: string | null; now: string }) {
  const leftMs = until === null ? 0 : Date.parse(until) - Date.parse(now)
  if (leftMs <= 0) return null
  return (
    <Badge
      tone={leftMs <= 6 * HOUR_MS ? "warn" : "neutral"}
      title="WhatsApp answers are free text until this closes; then only a template goes out"
    >
      <MessageCircle aria-hidden className="size-3" />
      {sayRoughly(leftMs)} left
    </Badge>
  )
}

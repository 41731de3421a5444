import {
  Check,
  Clock3,
  MessageCircle,
  MessageSquareText,
  NotebookPen,
  Phone,
  PhoneMissed,
  Sparkles,
  SquareCheck,
  TimerReset,
  UserPlus,
  type LucideIcon,
} from "lucide-react"
import { LeadName, leadTitle } from "@/components/lead/lead-name"
import { OwnerChip } from "@/components/lead/owner-chip"
import { PhoneNumber } from "@/components/lead/phone-number"
import { ScoreBadge } from "@/components/lead/score-badge"
import { StagePill } from "@/components/lead/stage-pill"
import { Button, buttonClass } from "@/components/ui/button"
import { cx } from "@/components/ui/class-names"
import { Kbd } from "@/components/ui/states"
import { sayReason } from "@/lib/core/queue/say-reason"
import type { QueueReasonView, QueueRow } from "@/lib/followups/queue/queue-view"
import { CONTACTS, SNOOZES, whatsappLink } from "@/components/queue/choices"

const ICONS: Record<QueueReasonView["kind"], LucideIcon> = {
  first_response: Sparkles,
  window: TimerReset,
  missed_call: PhoneMissed,
  unanswered: MessageSquareText,
  new_lead: UserPlus,
  task: SquareCheck,
}

export function Reason({ reason, now }: { reason: QueueReasonView; now: Date }) {
  const Icon = ICONS[reason.kind]
  const hasDeadline = reason.kind === "first_response" || reason.kind === "task"
  const isLate = reason.isLate || (hasDeadline && Date.parse(reason.at) < now.getTime())
  const look = reason.kind === "window" ? "text-warn" : isLate ? "text-danger" : "text-ink-2"
  return (
    <span className={cx("inline-flex items-center gap-1.5", look)}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span suppressHydrationWarning>{sayReason(reason, now)}</span>
    </span>
  )
}

type Props = {
  row: QueueRow
  now: Date
  isSelected: boolean
  menu: "log" | "snooze" | null
  isBusy: boolean
  onOpen: () => void
  onSelect: () => void
  onMenu: (menu: "log" | "snooze" | null) => void
  onPick: (digit: number) => void
  onDone: () => void
}

/** One lead, one row: who, why now, what they said last, and what can be done about it. */
export function QueueItem({ row, now, isSelected, menu, isBusy, onOpen, onSelect, onMenu, onPick, onDone }: Props) {
  const [first, ...others] = row.reasons
  return (
    <li
      aria-current={isSelected || undefined}
      aria-busy={isBusy || undefined}
      className={cx(
        "relative border-b border-line",
        isSelected && "bg-hover shadow-[inset_3px_0_0_var(--accent)] rtl:shadow-[inset_-3px_0_0_var(--accent)]",
      )}
    >
      <div className="grid gap-x-4 gap-y-1 px-4 py-2 md:grid-cols-[minmax(0,15rem)_minmax(0,1fr)_auto] md:items-center">
        <div className="min-w-0">
          <div className="flex min-w-0 items-center gap-2">
            <button
              type="button"
              id={`queue-${row.leadId}`}
              onClick={onOpen}
              onFocus={onSelect}
              className="min-w-0 truncate rounded text-start font-medium hover:underline"
            >
              <LeadName name={row.name} phone={row.phone} email={row.email} />
            </button>
            <ScoreBadge score={row.score} band={row.band} />
          </div>
          <p className="flex min-w-0 items-center gap-2 text-xs text-ink-3">
            {row.name && row.phone ? <PhoneNumber value={row.phone} /> : null}
            {row.vehicle ? (
              <bdi dir="auto" className="truncate">
                {row.vehicle}
              </bdi>
            ) : null}
          </p>
        </div>
        <div className="min-w-0 text-sm">
          <p className="flex flex-wrap items-center gap-x-4 font-medium">
            {first ? <Reason reason={first} now={now} /> : null}
            {others[0] ? (
              <span className="text-xs font-normal">
                <Reason reason={others[0]} now={now} />
              </span>
            ) : null}
            {others.length > 1 ? <span className="text-xs font-normal text-ink-3">+{others.length - 1} more</span> : null}
          </p>
          {row.last?.text ? (
            <p className="truncate text-left text-xs text-ink-2" dir="auto">
              {row.last.text}
            </p>
          ) : null}
        </div>
        <div className="flex items-center gap-1 max-md:-me-2">
          <span className="me-2 flex min-w-0 grow items-center justify-between gap-3 text-xs text-ink-2 max-md:justify-start md:w-36">
            <StagePill stage={row.stage} />
            <OwnerChip owner={row.owner} compact />
          </span>
          <Reach row={row} />
          <RowButton
            label={`Log a contact with ${leadTitle(row)}`}
            hint="C"
            icon={NotebookPen}
            onClick={() => onMenu(menu === "log" ? null : "log")}
          />
          <RowButton
            label={`Put ${leadTitle(row)} off`}
            hint="S"
            icon={Clock3}
            onClick={() => onMenu(menu === "snooze" ? null : "snooze")}
          />
          {row.taskId ? (
            <RowButton label={`Tick off the task of ${leadTitle(row)}`} hint="D" icon={Check} onClick={onDone} />
          ) : (
            <span aria-hidden className="w-7 pointer-coarse:w-11" />
          )}
        </div>
      </div>
      {menu ? <Choices menu={menu} onPick={onPick} /> : null}
    </li>
  )
}

/** Under a thumb they are as large as a thumb. */
const ICON_LINK = "size-7 !px-0 pointer-coarse:size-11 pointer-coarse:[&>svg]:size-5"

const RowButton = ({ label, hint, icon: Icon, onClick }: { label: string; hint: string; icon: LucideIcon; onClick: () => void }) => (
  <button
    type="button"
    aria-label={label}
    title={`${label} (${hint})`}
    onClick={onClick}
    className={cx(buttonClass("quiet", "sm"), ICON_LINK)}
  >
    <Icon aria-hidden className="size-4" />
  </button>
)

/** Links that the phone and WhatsApp answer to. */
const Reach = ({ row: { phone, ...row } }: { row: QueueRow }) =>
  phone === null ? (
    <span aria-hidden className="w-15 max-md:hidden" />
  ) : (
    <>
      <a
        href={`tel:${phone}`}
        aria-label={`Call ${leadTitle({ ...row, phone })}`}
        title="Call (P)"
        className={cx(buttonClass("quiet", "sm"), ICON_LINK)}
      >
        <Phone aria-hidden className="size-4" />
      </a>
      <a
        href={whatsappLink(phone)}
        target="_blank"
        rel="noreferrer"
        aria-label={`WhatsApp to ${leadTitle({ ...row, phone })}`}
        title="WhatsApp (W)"
        className={cx(buttonClass("quiet", "sm"), ICON_LINK)}
      >
        <MessageCircle aria-hidden className="size-4" />
      </a>
    </>
  )

/** One more key says how, or for how long. */
export function Choices({ menu, onPick }: { menu: "log" | "snooze"; onPick: (digit: number) => void }) {
  const labels = (menu === "log" ? CONTACTS : SNOOZES).map(({ label }) => label)
  return (
    <div
      role="group"
      aria-label={menu === "log" ? "How did you get in touch?" : "Until when?"}
      className="flex flex-wrap gap-1.5 px-4 pb-2.5 pointer-coarse:gap-2"
    >
      {labels.map((label, at) => (
        <Button key={label} size="sm" onClick={() => onPick(at + 1)}>
          <Kbd>{at + 1}</Kbd> {label}
        </Button>
      ))}
    </div>
  )
}

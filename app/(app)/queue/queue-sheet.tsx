import { ChannelIcon } from "@/components/lead/channel-icon"
import { leadTitle } from "@/components/lead/lead-name"
import { OwnerChip } from "@/components/lead/owner-chip"
import { PhoneNumber } from "@/components/lead/phone-number"
import { ScoreBadge } from "@/components/lead/score-badge"
import { StagePill } from "@/components/lead/stage-pill"
import { Button, buttonClass, LinkButton } from "@/components/ui/button"
import { Field, Textarea } from "@/components/ui/field"
import { Sheet } from "@/components/ui/sheet"
import { Kbd } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import type { QueueRow } from "@/lib/followups/queue/queue-view"
import { whatsappLink } from "@/components/queue/choices"
import { Choices, Reason } from "./queue-item"
import type { useQueueWork } from "./use-queue-work"

type Props = {
  row: QueueRow
  me: string
  now: Date
  menu: "log" | "snooze" | null
  isOpen: boolean
  isBusy: boolean
  onClose: () => void
  onNext: () => void
  onMenu: (menu: "log" | "snooze" | null) => void
  note: string
  onNote: (note: string) => void
  onPick: (digit: number) => void
  work: ReturnType<typeof useQueueWork>
}

/** The lead at hand, with everything one needs to call now; N shows the next one in the same place. */
export function QueueSheet({ row, me, now, menu, isOpen, isBusy, onClose, onNext, onMenu, note, onNote, onPick, work }: Props) {
  return (
    <Sheet
      title={leadTitle(row)}
      open={isOpen}
      onOpenChange={(open) => !open && onClose()}
      footer={
        <>
          <Button look="quiet" onClick={onNext}>
            Next <Kbd>N</Kbd>
          </Button>
          <LinkButton look="primary" href={`/leads/${row.leadId}`}>
            Open lead
          </LinkButton>
        </>
      }
    >
      <div className="grid gap-5 text-sm" aria-busy={isBusy || undefined}>
        <ul className="grid gap-1.5">
          {row.reasons.map((reason) => (
            <li key={`${reason.kind}:${reason.taskId}`}>
              <Reason reason={reason} now={now} />
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2">
          <StagePill stage={row.stage} />
          <ScoreBadge score={row.score} band={row.band} />
          <OwnerChip owner={row.owner} />
          <span className="text-xs text-ink-3">{row.attempts === 1 ? "1 contact so far" : `${row.attempts} contacts so far`}</span>
        </div>
        {row.last ? (
          <blockquote className="rounded-lg border border-line bg-surface px-3 py-2">
            <p className="mb-1 flex items-center gap-2 text-xs text-ink-3">
              <ChannelIcon channel={row.last.channel} /> <Clock iso={row.last.at} />
            </p>
            <p dir="auto" className="break-words whitespace-pre-wrap">
              {row.last.text ?? "No words, only the contact."}
            </p>
          </blockquote>
        ) : null}
        <div className="flex flex-wrap gap-2">
          {row.phone ? (
            <>
              <a href={`tel:${row.phone}`} className={buttonClass("plain")}>
                Call <PhoneNumber value={row.phone} /> <Kbd>P</Kbd>
              </a>
              <a href={whatsappLink(row.phone)} target="_blank" rel="noreferrer" className={buttonClass("plain")}>
                WhatsApp <Kbd>W</Kbd>
              </a>
            </>
          ) : null}
          {row.email ? (
            <a href={`mailto:${row.email}`} className={buttonClass("plain")}>
              Email
            </a>
          ) : null}
          {row.owner === null ? (
            <Button onClick={() => work.take(row, me)}>
              Claim this lead <Kbd>T</Kbd>
            </Button>
          ) : null}
        </div>
        <section aria-label="Log a contact" className="grid gap-2">
          <Field label="Call notes (optional)">
            {(props) => (
              <Textarea {...props} value={note} onChange={({ target }) => onNote(target.value)} dir="auto" className="min-h-16" />
            )}
          </Field>
          <div className="-mx-4">
            <Choices menu={menu ?? "log"} onPick={onPick} />
          </div>
          <div className="flex flex-wrap gap-2">
            <Button size="sm" look="quiet" onClick={() => onMenu(menu === "snooze" ? null : "snooze")}>
              {menu === "snooze" ? "Log a contact instead" : "Snooze"} <Kbd>{menu === "snooze" ? "C" : "S"}</Kbd>
            </Button>
            {row.taskId ? (
              <Button size="sm" look="quiet" onClick={() => work.done(row)}>
                Tick off the task <Kbd>D</Kbd>
              </Button>
            ) : null}
          </div>
        </section>
      </div>
    </Sheet>
  )
}

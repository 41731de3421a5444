"use client"

import { MoreHorizontal } from "lucide-react"
import Link from "next/link"
import { ChannelIcons } from "@/components/lead/channel-icon"
import { LeadName, leadTitle } from "@/components/lead/lead-name"
import { OwnerChip } from "@/components/lead/owner-chip"
import { PhoneNumber } from "@/components/lead/phone-number"
import { ScoreBadge } from "@/components/lead/score-badge"
import { StageDot } from "@/components/lead/stage-pill"
import { Badge } from "@/components/ui/badge"
import { cx } from "@/components/ui/class-names"
import { Menu, MenuHeading, MenuItem } from "@/components/ui/menu"
import { Age } from "@/components/ui/time"
import type { BoardCard, BoardColumn } from "@/lib/pipeline/board"
import { useCardDrag } from "./use-card-drag"

type CardProps = {
  card: BoardCard
  columns: readonly Pick<BoardColumn, "id" | "name">[]
  now: string
  canMove: boolean
  onMove: (to: BoardColumn["id"]) => void
}

export const Card = ({ card, columns, now, canMove, onMove }: CardProps) => {
  const { ref, isDragging } = useCardDrag(card.id, canMove)
  return (
    <li
      ref={ref}
      data-lead={card.id}
      className={cx(
        "group relative grid gap-1 rounded-lg border border-line bg-raised px-2.5 py-2 shadow-xs hover:border-line-strong",
        isDragging && "opacity-40",
      )}
    >
      <div className="flex min-w-0 items-center gap-2">
        <Link
          href={`/leads/${card.id}`}
          draggable={false}
          data-card
          className="min-w-0 truncate font-medium after:absolute after:inset-0 after:rounded-lg"
        >
          <LeadName name={card.name} phone={card.phone} email={card.email} />
        </Link>
        <span className="relative ms-auto flex items-center gap-0.5">
          <ScoreBadge score={card.score} band={card.band} />
          {canMove ? (
            <Menu
              trigger={
                <button
                  type="button"
                  data-move
                  aria-label={`Move ${leadTitle(card)} to another stage`}
                  className="inline-flex size-6 items-center justify-center rounded text-ink-3 hover:bg-hover hover:text-ink"
                >
                  <MoreHorizontal aria-hidden className="size-4" />
                </button>
              }
            >
              <MenuHeading>Move to …</MenuHeading>
              {columns
                .filter(({ id }) => id !== card.stageId)
                .map(({ id, name }) => (
                  <MenuItem key={id} onSelect={() => onMove(id)}>
                    <StageDot stage={id} /> {name}
                  </MenuItem>
                ))}
            </Menu>
          ) : null}
        </span>
      </div>
      <p className="flex min-w-0 items-center gap-2 text-xs text-ink-3">
        {card.name && card.phone ? (
          <PhoneNumber value={card.phone} />
        ) : card.name && card.email ? (
          <span className="truncate">{card.email}</span>
        ) : null}
        {card.vehicle ? <span className="truncate">{card.vehicle}</span> : null}
      </p>
      <div className="flex items-center gap-2 text-xs text-ink-3">
        <ChannelIcons channels={card.channels} />
        <Whatsapp until={card.whatsappUntil} now={now} />
        <span className="ms-auto">
          <Age iso={card.lastActivityAt} now={now} />
        </span>
        <OwnerChip owner={card.owner} compact />
      </div>
    </li>
  )
}

/** Free text is possible for 24 h after the person's last message; the last six are worth a look. */
const Whatsapp = ({ until, now }: { until: string | null; now: string }) => {
  const leftMs = until === null ? 0 : Date.parse(until) - Date.parse(now)
  if (leftMs <= 0 || leftMs > 6 * 3_600_000) return null
  const hours = Math.floor(leftMs / 3_600_000)
  return (
    <Badge tone="warn" title="WhatsApp answers are free text until this closes">
      {hours > 0 ? `${hours} h left` : `${Math.ceil(leftMs / 60_000)} min left`}
    </Badge>
  )
}

"use client"

import { MoreHorizontal } from "lucide-react"
import Link from "next/link"
import { memo } from "react"
import { ChannelIcons } from "@/components/lead/channel-icon"
import { LeadName, leadTitle } from "@/components/lead/lead-name"
import { OwnerChip } from "@/components/lead/owner-chip"
import { PhoneNumber } from "@/components/lead/phone-number"
import { ScoreBadge } from "@/components/lead/score-badge"
import { StageDot } from "@/components/lead/stage-pill"
import { cx } from "@/components/ui/class-names"
import { Menu, MenuHeading, MenuItem } from "@/components/ui/menu"
import { useTimes } from "@/components/ui/time"
import type { StageId } from "@/lib/core/lead-states"
import type { BoardCard } from "@/lib/pipeline/board/board-cards"
import type { StageBrief } from "@/components/stage-move/gate-answer"
import { CardMarks } from "./card-marks"
import { formatAed } from "./money"
import { useCardDrag } from "./use-card-drag"

export type CardProps = {
  card: BoardCard
  stages: readonly Pick<StageBrief, "id" | "name">[]
  itemLabels: Readonly<Record<string, string>>
  now: string
  canMove: boolean
  isSelected: boolean
  onMove: (card: BoardCard, to: StageId) => void
  onSelect: (cardId: string) => void
}

/** Memoised: of hundreds of cards, a change draws the ones that it is about. */
export const Card = memo(function BoardCardView({ card, stages, itemLabels, now, canMove, isSelected, onMove, onSelect }: CardProps) {
  const { ref, isDragging } = useCardDrag(card.id, canMove)
  const { age, formatFull } = useTimes()
  const title = leadTitle(card)
  return (
    <li
      ref={ref}
      data-lead={card.id}
      className={cx(
        "group relative grid gap-1 rounded-lg border px-2.5 has-[[data-card]:focus-visible]:outline-2 has-[[data-card]:focus-visible]:-outline-offset-1 has-[[data-card]:focus-visible]:outline-accent py-2 shadow-xs [contain-intrinsic-size:auto_5rem] [content-visibility:auto]",
        isSelected ? "border-accent bg-accent-soft" : "border-line bg-raised hover:border-line-strong",
        isDragging && "opacity-40",
      )}
    >
      <div className="flex min-w-0 items-center gap-2">
        <Link
          href={`/leads/${card.id}`}
          prefetch={false}
          draggable={false}
          data-card
          className="min-w-0 truncate font-medium outline-none after:absolute after:inset-0 after:rounded-lg"
        >
          <LeadName name={card.name} phone={card.phone} email={card.email} />
        </Link>
        <span className="relative ms-auto flex items-center gap-0.5">
          {canMove ? (
            <input
              type="checkbox"
              aria-label={`Select ${title}`}
              checked={isSelected}
              onChange={() => onSelect(card.id)}
              className="check-box shrink-0 opacity-0 group-hover:opacity-100 checked:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
            />
          ) : null}
          <ScoreBadge score={card.score} band={card.band} />
          {canMove ? <MoveMenu card={card} stages={stages} onMove={onMove} /> : null}
        </span>
      </div>
      <p className="flex min-w-0 items-center gap-2 text-xs text-ink-3 empty:hidden">
        {card.name && card.phone ? (
          <PhoneNumber value={card.phone} />
        ) : card.name && card.email ? (
          <span className="truncate">{card.email}</span>
        ) : null}
        {card.vehicle ? (
          <bdi dir="auto" className="truncate">
            {card.vehicle}
          </bdi>
        ) : null}
        {card.amountMinor === null ? null : <span className="ms-auto shrink-0 text-ink-2">{formatAed(card.amountMinor)}</span>}
      </p>
      <CardMarks card={card} now={now} itemLabels={itemLabels} />
      <div className="flex items-center gap-2 text-xs text-ink-3">
        <ChannelIcons channels={card.channels} />
        <time
          dateTime={card.stageEnteredAt}
          title={`In this stage since ${formatFull(card.stageEnteredAt)}; last activity ${formatFull(card.lastActivityAt)}`}
          className="ms-auto"
          suppressHydrationWarning
        >
          <span className="sr-only">In this stage for </span>
          {age(card.stageEnteredAt, new Date(now))}
        </time>
        <OwnerChip owner={card.owner} compact />
      </div>
    </li>
  )
})

const MoveMenu = ({ card, stages, onMove }: Pick<CardProps, "card" | "stages" | "onMove">) => (
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
    {stages
      .filter(({ id }) => id !== card.stageId)
      .map(({ id, name }) => (
        <MenuItem key={id} onSelect={() => onMove(card, id)}>
          <StageDot stage={id} /> {name}
        </MenuItem>
      ))}
  </Menu>
)

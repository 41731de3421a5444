import type { ReactNode } from "react"
import { leadTitle } from "@/components/lead/lead-name"
import { Badge } from "@/components/ui/badge"
import { Button } from "@/components/ui/button"
import { Banner, Kbd } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import type { ReviewDetail } from "@/lib/duplicates/review/open-item"
import { MergeResult } from "./merge-result"
import { NameRarity } from "./name-rarity"
import { DECISION_TEXT, reasonText } from "@/components/review/reasons"
import { SideBySide } from "./side-by-side"
import { SplitForm } from "./split-form"
import { TwoTimelines } from "./two-timelines"
import type { useReview } from "./use-review"
import { percent, Waterfall } from "@/components/review/waterfall"
import { WhyChips } from "./why-chips"

type Review = ReturnType<typeof useReview>
type ReviewItemProps = { detail: ReviewDetail; review: Review }

/** One question with all that speaks to it; the answers stay in view below. */
export function ReviewItem({ detail, review }: ReviewItemProps) {
  const { item } = detail
  const isOpen = detail.claim.outcome === "claimed"
  const isPair = item.kind === "pair" && item.leads.length === 2
  return (
    <div className="flex min-h-full flex-col">
      <ClaimBanner detail={detail} />
      <div className="grid grow grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="text-base font-semibold">{reasonText(item.reason)}</h2>
          <Badge title="How sure the evidence is that this is one person">{percent(item.probability)}</Badge>
          <span className="text-xs text-ink-3">
            asked <Clock iso={item.createdAt} />
          </span>
          <WhyChips evidence={item.evidence} />
        </div>
        <Cluster detail={detail} onSelect={review.select} />
        <SideBySide
          detail={detail}
          preview={review.preview}
          choices={review.choices}
          survivorId={review.survivorId}
          onChoose={isOpen && isPair ? review.choose : null}
          onKeep={isOpen && isPair ? review.keep : null}
        />
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
          <section aria-label="Evidence" className="grid gap-2 rounded-lg border border-line bg-raised p-3">
            <h3 className="text-xs font-medium text-ink-3">Evidence</h3>
            <Waterfall item={item} />
            <NameRarity words={detail.frequency} />
          </section>
          {item.kind === "split" ? (
            <SplitForm detail={detail} choice={review.splitChoice} onChange={review.setSplitChoice} isLocked={!isOpen} />
          ) : isPair && review.survivorId ? (
            <MergeResult detail={detail} preview={review.preview} survivorId={review.survivorId} />
          ) : null}
        </div>
        {item.kind === "split" ? null : <TwoTimelines detail={detail} />}
      </div>
      <AnswerBar detail={detail} review={review} isOpen={isOpen} isPair={isPair} />
    </div>
  )
}

function ClaimBanner({ detail: { claim, item } }: { detail: ReviewDetail }) {
  if (claim.outcome === "taken") return <Banner tone="warn">{claim.by} has this question open. It comes back when they leave it.</Banner>
  if (claim.outcome === "claimed") return null
  return (
    <Banner>
      Answered{item.decision ? `: ${DECISION_TEXT[item.decision]}` : ""}
      {item.decidedBy ? `, by ${item.decidedBy}` : ""}
      {item.decidedAt ? (
        <>
          , <Clock iso={item.decidedAt} />
        </>
      ) : null}
    </Banner>
  )
}

/** Questions that share leads with this one: an answer here may answer there. */
function Cluster({ detail: { cluster, item }, onSelect }: { detail: ReviewDetail; onSelect: (id: string) => void }) {
  if (cluster.items.length < 2) return null
  const nameOf = new Map(cluster.leads.map((lead) => [lead.id, leadTitle(lead)]))
  return (
    <nav aria-label="Questions that hang together" className="flex flex-wrap items-center gap-2 text-xs">
      <span className="text-ink-2">
        {cluster.leads.length} leads, {cluster.items.length} questions:
      </span>
      {cluster.items.map(({ id, leadIds }) => (
        <Button key={id} size="sm" aria-current={id === item.id} look={id === item.id ? "plain" : "quiet"} onClick={() => onSelect(id)}>
          <bdi dir="auto" className="max-w-56 truncate">
            {leadIds.map((leadId) => nameOf.get(leadId) ?? "…").join(" · ")}
          </bdi>
        </Button>
      ))}
    </nav>
  )
}

const AnswerBar = ({
  detail: { item },
  review,
  isOpen,
  isPair,
}: {
  detail: ReviewDetail
  review: Review
  isOpen: boolean
  isPair: boolean
}) => (
  <div data-answers className="sticky bottom-0 flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-2">
    {isPair ? (
      <Answer look="primary" keyName="M" isOff={!isOpen} review={review} onAnswer={review.merge}>
        Same person
      </Answer>
    ) : null}
    {item.kind === "split" ? (
      <Answer
        look="primary"
        keyName="X"
        isOff={!isOpen || review.splitChoice.touchpointIds.size === 0}
        review={review}
        onAnswer={review.split}
      >
        Split
      </Answer>
    ) : null}
    <Answer keyName="D" isOff={!isOpen} review={review} onAnswer={() => review.decide("distinct")}>
      {item.kind === "pair" ? "Two people" : "Keep as it is"}
    </Answer>
    {item.identity ? (
      <Answer keyName="S" isOff={!isOpen} review={review} onAnswer={() => review.decide("shared")}>
        Shared line
      </Answer>
    ) : null}
    <Answer keyName="L" isOff={!isOpen} review={review} onAnswer={() => review.decide("later")}>
      Later
    </Answer>
    <Answer look="quiet" keyName="U" isOff={!review.canUndo} review={review} onAnswer={review.undo}>
      Undo
    </Answer>
    <span className="ms-auto flex items-center gap-1 text-xs text-ink-3 max-lg:hidden">
      <Kbd>J</Kbd> <Kbd>K</Kbd> next, previous
      {isPair ? (
        <>
          <Kbd>W</Kbd> keep the other
        </>
      ) : null}
    </span>
    <span className="ms-auto flex gap-1 lg:hidden">
      <Button size="sm" look="quiet" onClick={review.previous}>
        Previous
      </Button>
      <Button size="sm" look="quiet" onClick={review.next}>
        Next
      </Button>
    </span>
  </div>
)

type AnswerProps = {
  look?: "primary" | "quiet"
  keyName: string
  isOff: boolean
  review: Review
  onAnswer: () => void
  children: ReactNode
}

const Answer = ({ look, keyName, isOff, review, onAnswer, children }: AnswerProps) => (
  <Button {...(look ? { look } : {})} disabled={isOff} isBusy={review.isBusy && look === "primary"} onClick={onAnswer}>
    {children}{" "}
    <span className="max-lg:hidden">
      <Kbd>{keyName}</Kbd>
    </span>
  </Button>
)

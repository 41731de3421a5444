import { cx } from "@/components/ui/class-names"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { featureText, levelText } from "./reasons"

/** What speaks for one person and what against, each with its weight, and where that leads. */
export function Waterfall({ item }: { item: Pick<DuplicateView, "evidence" | "probability"> }) {
  if (item.evidence.length === 0) return <p className="text-sm text-ink-3">No evidence was kept for this one.</p>
  const widest = Math.max(1, ...item.evidence.map(({ bits }) => Math.abs(bits)))
  const total = item.evidence.reduce((sum, { bits }) => sum + bits, 0)
  return (
    <div className="grid gap-1.5 text-sm">
      <ul className="grid gap-1.5">
        {item.evidence.map((part, at) => (
          <li
            key={`${part.feature}:${part.level}:${part.left}:${part.right}:${at}`}
            className="grid grid-cols-[minmax(0,1fr)_5.5rem_2.75rem] items-center gap-2"
          >
            <span className="min-w-0">
              <span className="font-medium">{featureText(part.feature)}</span> <span className="text-ink-2">{levelText(part)}</span>
              {part.feature === "prior" || part.feature === "time" ? null : <Words left={part.left} right={part.right} />}
            </span>
            <Bar bits={part.bits} widest={widest} />
            <Bits bits={part.bits} />
          </li>
        ))}
      </ul>
      <p className="grid grid-cols-[minmax(0,1fr)_2.75rem] items-center gap-2 border-t border-line pt-1.5">
        <span className="font-medium">
          Together <span className="font-normal text-ink-2">{percent(item.probability)} that this is one person</span>
        </span>
        <Bits bits={total} />
      </p>
      <p className="text-xs text-ink-3">In bits: +1 makes one person twice as likely, −1 half as likely.</p>
    </div>
  )
}

function Words({ left, right }: { left: string | null; right: string | null }) {
  const words = [left, right].filter((word) => word !== null && word !== "")
  if (words.length === 0) return null
  return (
    <span className="block text-xs break-words text-ink-3">
      {words[0] === words[1] ? (
        <bdi dir="auto">{words[0]}</bdi>
      ) : (
        words.map((word, at) => (
          <span key={`${at}:${word}`}>
            {at > 0 ? " · " : null}
            <bdi dir="auto">{word}</bdi>
          </span>
        ))
      )}
    </span>
  )
}

/** From the middle to the right for one person, to the left against. */
function Bar({ bits, widest }: { bits: number; widest: number }) {
  const share = `${(Math.abs(bits) / widest) * 50}%`
  return (
    <span aria-hidden className="relative h-2.5 rounded-xs bg-hover">
      <span className={cx("absolute inset-y-0 rounded-xs", bits < 0 ? "right-1/2 bg-danger" : "left-1/2 bg-ok")} style={{ width: share }} />
      <span className="absolute inset-y-[-2px] left-1/2 w-px bg-line-strong" />
    </span>
  )
}

const Bits = ({ bits }: { bits: number }) => (
  <span className={cx("text-end font-medium tabular-nums", bits < 0 ? "text-danger" : "text-ok")}>
    {bits < 0 ? "−" : "+"}
    {Math.abs(Math.round(bits * 10) / 10)}
  </span>
)

/** Never "100 %": nothing is that certain. */
export function percent(probability: number): string {
  const share = Math.round(probability * 1000) / 10
  return `${share >= 99.95 ? "> 99.9" : share < 0.1 ? "< 0.1" : share >= 99 || share < 1 ? share.toFixed(1) : Math.round(share)}%`
}

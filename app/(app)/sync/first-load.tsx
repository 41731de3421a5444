import { ActButton, type ActButtonProps } from "@/components/sync/act-button"
import { Badge, type Tone } from "@/components/ui/badge"
import { buttonClass } from "@/components/ui/button"
import { Progress } from "@/components/ui/progress"
import { Clock } from "@/components/ui/time"
import type { LoadItemView, LoadView } from "@/lib/sync/load/queries"
import { FirstLoadLists } from "./first-load-lists"
import { phaseOf, saidOf, STATE_WORDS, timeOf } from "./first-load-words"

type Steer = (step: "pause" | "resume" | "cancel") => ActButtonProps["act"]

const TONES: Record<LoadView["state"], Tone> = { running: "accent", paused: "warn", done: "ok", cancelled: "neutral", failed: "danger" }
const kindOf = ({ kind }: LoadView): string => (kind === "trial" ? "Trial" : "Load")

/** The newest load: how far it is, or what came of it, with its lines to look at. */
export function FirstLoad({ load, samples, steer }: { load: LoadView; samples: Record<string, LoadItemView[]>; steer: Steer | null }) {
  const isOpen = load.state === "running" || load.state === "paused"
  return (
    <div className="grid gap-3 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{kindOf(load)}</span>
        <Badge tone={TONES[load.state]}>{STATE_WORDS[load.state]}</Badge>
        <span className="text-xs text-ink-3">
          begun <Clock iso={load.startedAt} />
          {load.startedBy ? ` by ${load.startedBy}` : null}
          {load.finishedAt ? (
            <>
              {" "}
              · ended <Clock iso={load.finishedAt} />
            </>
          ) : null}
        </span>
        {steer ? <Steering load={load} steer={steer} /> : null}
      </div>
      {isOpen ? <LoadProgress load={load} /> : null}
      {load.note ? <p className={load.state === "failed" ? "text-danger" : "text-warn"}>{load.note}</p> : null}
      <ul aria-label={load.kind === "trial" ? "What it would do" : "What it did"} className="grid gap-0.5 tabular-nums">
        {saidOf(load).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        {load.tally.failed > 0 ? <li className="text-danger">{load.tally.failed.toLocaleString("en")} failed.</li> : null}
      </ul>
      <FirstLoadLists load={load} samples={samples} />
    </div>
  )
}

const Steering = ({ load, steer }: { load: LoadView; steer: Steer }) => (
  <span className="ms-auto flex gap-2">
    {load.state === "running" ? <ActButton act={steer("pause")}>Hold</ActButton> : null}
    {load.state === "paused" || load.state === "failed" ? (
      <ActButton look="primary" act={steer("resume")}>
        Go on
      </ActButton>
    ) : null}
    {load.state === "running" || load.state === "paused" ? (
      <ActButton look="danger" act={steer("cancel")}>
        Cancel
      </ActButton>
    ) : null}
  </span>
)

const LoadProgress = ({ load }: { load: LoadView }) => (
  <div className="grid gap-1">
    {load.total === null ? (
      <p className="text-ink-2">Counting what there is to look at …</p>
    ) : (
      <Progress label={phaseOf(load)} value={load.done} max={load.total} />
    )}
    <p className="text-xs text-ink-2 tabular-nums">
      {!load.perMinute ? null : `${load.perMinute.toLocaleString("en")} a minute`}
      {load.msLeft === null || load.state === "paused" ? null : ` · ${timeOf(load.msLeft)}`}
      {load.tally.waiting > 0 ? ` · ${load.tally.waiting.toLocaleString("en")} on their way` : null}
    </p>
  </div>
)

/** Every load so far, with its result. */
export const FirstLoadHistory = ({ loads }: { loads: readonly LoadView[] }) => (
  <details className="text-sm">
    <summary className="w-fit cursor-pointer rounded text-ink-2 hover:text-ink">Earlier loads ({loads.length})</summary>
    <ul className="mt-2 grid gap-2">
      {loads.map((load) => (
        <li key={load.id} className="grid gap-0.5 border-b border-line pb-2 last:border-0">
          <span className="flex flex-wrap items-center gap-2">
            {kindOf(load)} <Badge tone={TONES[load.state]}>{STATE_WORDS[load.state]}</Badge>
            <span className="text-xs text-ink-3">
              <Clock iso={load.startedAt} />
              {load.startedBy ? ` by ${load.startedBy}` : null}
            </span>
            <a href={`/api/crm-loads/${load.id}/lines`} download className={`${buttonClass("quiet", "sm")} ms-auto`}>
              CSV
            </a>
          </span>
          <span className="text-xs text-ink-2 tabular-nums">{saidOf(load).join(" ")}</span>
        </li>
      ))}
    </ul>
  </details>
)

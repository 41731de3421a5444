import { FirstLoad, FirstLoadHistory } from "./first-load"
import { FirstLoadStart } from "./first-load-start"
import { saidOf } from "./first-load-words"
import { Card } from "./sync-parts"
import type { Ctx } from "@/lib/platform/context"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { listLoadItems, readLoads, type LoadItemView, type LoadView } from "@/lib/sync/load/queries"
import { steerLoadAction } from "./actions"

const SAMPLES = 8
const LISTS = ["create", "adopt", "change", "bring", "question", "join", "skip", "failed"] as const

/** The first load of both sides: tried out, run, watched, and kept. */
export async function LoadSection({ ctx, mayManage }: { ctx: CrmCtx; mayManage: boolean }) {
  const [newest, ...earlier] = await readLoads(ctx)
  const samples = newest ? await samplesOf(ctx, newest) : {}
  const isOpen = newest?.state === "running" || newest?.state === "paused"
  const trial = newest?.kind === "trial" && newest.state === "done" ? newest : null
  return (
    <div className="lg:col-span-2">
      <Card title="First load">
        {newest ? null : (
          <p className="max-w-prose text-sm text-ink-2">
            Brings the two sides together once: leads that are missing there are sent, people who are there already are adopted with their
            open deals, and contacts not yet in Onelead come in. Try it out first; that changes nothing and shows every record it would
            touch.
          </p>
        )}
        {mayManage && !isOpen ? (
          <FirstLoadStart key={newest?.id ?? "none"} crm={ctx.crm.name} trial={trial ? trialOf(trial) : null} />
        ) : null}
        {newest ? (
          <FirstLoad
            load={newest}
            samples={samples}
            steer={mayManage ? (step) => steerLoadAction.bind(null, { loadId: newest.id, step }) : null}
          />
        ) : null}
        {earlier.length > 0 ? <FirstLoadHistory loads={earlier} /> : null}
      </Card>
    </div>
  )
}

const trialOf = (trial: LoadView) => ({
  sentences: saidOf(trial),
  sendsThere: trial.sendsThere,
  bringsHere: trial.bringsHere,
  at: trial.finishedAt ?? trial.startedAt,
})

async function samplesOf(ctx: Ctx, { id, tally }: LoadView): Promise<Record<string, LoadItemView[]>> {
  const lists = LISTS.filter((list) => tally[list] > 0)
  const items = await Promise.all(lists.map((list) => listLoadItems(ctx, { loadId: id, list, limit: SAMPLES })))
  return Object.fromEntries(lists.map((list, at) => [list, items[at] ?? []]))
}

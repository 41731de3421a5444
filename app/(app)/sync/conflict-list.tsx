import Link from "next/link"
import { Clock } from "@/components/ui/time"
import type { SyncOverview } from "@/lib/sync/status/queries"
import { ActButton, type ActButtonProps } from "@/components/sync/act-button"

type Conflict = SyncOverview["conflicts"][number]
type Settle = (conflictId: string, use: "ours" | "theirs") => ActButtonProps["act"]

/** Who won and what the other had said, to be turned round by a person. */
export const ConflictList = ({ conflicts, settle }: { conflicts: readonly Conflict[]; settle: Settle | null }) =>
  conflicts.length === 0 ? (
    <p className="text-sm text-ink-2">No conflicts. When both sides change one value, the value that lost is kept here.</p>
  ) : (
    <ul aria-label="Overruled values" className="grid divide-y divide-line text-sm">
      {conflicts.map((one) => (
        <li key={one.id} className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1.5 py-2 first:pt-0 last:pb-0">
          <div className="min-w-0 grow basis-60">
            <p>
              <Link href={`/leads/${one.leadId}`} className="text-accent underline">
                <bdi>{one.name ?? "No name"}</bdi>
              </Link>{" "}
              · {one.property.replaceAll("_", " ")} · <Clock iso={one.at} />
            </p>
            <p className="text-xs break-words text-ink-2">
              here <Value value={one.ours} isWinner={one.winner === "ours"} />, there{" "}
              <Value value={one.theirs} isWinner={one.winner === "theirs"} />: {one.rule}
            </p>
            {one.settled ? (
              <p className="text-xs text-ink-3">
                {one.settled.by ?? "A colleague"} {one.settled.for === one.winner ? "let it stand" : `took ${one.settled.for}`},{" "}
                <Clock iso={one.settled.at} />
              </p>
            ) : null}
          </div>
          {settle && !one.settled ? (
            <div className="flex flex-wrap gap-2">
              {one.canTurn ? (
                <ActButton act={settle(one.id, one.winner === "ours" ? "theirs" : "ours")}>
                  {one.winner === "ours" ? "Use theirs" : "Use ours"}
                </ActButton>
              ) : null}
              <ActButton look="quiet" act={settle(one.id, one.winner)}>
                Let it stand
              </ActButton>
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  )

const Value = ({ value, isWinner }: { value: string | null; isWinner: boolean }) =>
  isWinner ? (
    <bdi className="font-medium text-ink">{value || "nothing"}</bdi>
  ) : (
    <del>
      <bdi>{value || "nothing"}</bdi>
    </del>
  )

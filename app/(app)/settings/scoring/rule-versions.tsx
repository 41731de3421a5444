import { Badge } from "@/components/ui/badge"
import { Button } from "@/components/ui/button"
import { Clock } from "@/components/ui/time"
import type { RuleVersion } from "@/lib/scoring/queries"

/** Who changed the rules when and how; any version can be taken up again. */
export const RuleVersions = ({ versions, onRestore }: { versions: readonly RuleVersion[]; onRestore: (version: RuleVersion) => void }) => (
  <section className="grid gap-2 max-lg:order-2">
    <h3 className="text-base font-semibold">Versions</h3>
    <ol className="grid gap-2">
      {versions.map((one, at) => (
        <li
          key={one.version}
          className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 rounded-lg border border-line bg-raised px-3 py-2 text-sm"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-2">
              <span className="font-medium">{one.version === 0 ? "The product's own rules" : `Version ${one.version}`}</span>
              {at === 0 ? <Badge tone="accent">in force</Badge> : null}
              <span className="text-xs text-ink-3">
                {one.who ?? (one.version === 0 ? null : "Onelead")}
                {one.at ? (
                  <>
                    {" · "}
                    <Clock iso={one.at} />
                  </>
                ) : null}
              </span>
            </p>
            {one.note ? (
              <p dir="auto" className="break-words text-ink-2">
                {one.note}
              </p>
            ) : null}
            <ul className="text-xs text-ink-2">
              {one.changes.map((change) => (
                <li key={change} className="break-words">
                  <bdi dir="auto">{change}</bdi>
                </li>
              ))}
            </ul>
          </div>
          {at === 0 ? null : (
            <Button size="sm" onClick={() => onRestore(one)}>
              Take up again<span className="sr-only"> {one.version === 0 ? "the product's own rules" : `version ${one.version}`}</span>
            </Button>
          )}
        </li>
      ))}
    </ol>
  </section>
)

import { TriangleAlert } from "lucide-react"
import Link from "next/link"
import type { Effect } from "@/lib/pipeline/stages/measure-leads"

/** What new rules would mean for open leads: those in a stage or later, or all of them. */
export const StageEffect = ({ effect, name }: { effect: Effect; name?: string }) => (
  <div
    role="status"
    className={`grid gap-1 rounded-lg border px-3 py-2 text-sm ${effect.newlyLacking > 0 ? "border-transparent bg-warn-soft text-warn" : "border-line text-ink-2"}`}
  >
    <p className="flex items-start gap-2">
      {effect.newlyLacking > 0 ? <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" /> : null}
      <span>
        {effect.lacking === 0
          ? `All ${effect.open.toLocaleString("en")} open leads${name ? ` in ${name} or later` : ""} meet this.`
          : `${effect.lacking.toLocaleString("en")} of ${effect.open.toLocaleString("en")} open leads${name ? ` in ${name} or later` : ""} would not meet this, ${
              effect.newlyLacking === effect.lacking ? "all" : effect.newlyLacking.toLocaleString("en")
            } of them newly.`}{" "}
        {effect.lacking > 0 ? "They stay where they are and show what is missing." : ""}
      </span>
    </p>
    {effect.examples.length > 0 ? (
      <p className="ps-6 text-xs">
        For example{" "}
        {effect.examples.map(({ id, name: who }, at) => (
          <span key={id}>
            {at > 0 ? ", " : ""}
            <Link href={`/leads/${id}`} target="_blank" className="underline">
              <bdi dir="auto">{who ?? "a lead without a name"}</bdi>
            </Link>
          </span>
        ))}
      </p>
    ) : null}
  </div>
)

import type { Metadata } from "next"
import Link from "next/link"
import { StageDot } from "@/components/lead/stage-pill"
import { DefaultsOffer } from "./defaults-offer"
import { LostReasonsEditor } from "./lost-reasons-editor"
import { stageSummary } from "./stage-summary"
import { areDefaultsOffered } from "@/lib/pipeline/stages/adopt-defaults"
import { listLostReasons, listStages } from "@/lib/pipeline/stages/stage-queries"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Stages" }

export default async function StagesPage() {
  const ctx = await requirePage("settings.manage")
  const [stages, reasons, isOffered] = await Promise.all([listStages(ctx), listLostReasons(ctx), areDefaultsOffered(ctx)])
  return (
    <div className="grid max-w-4xl gap-8">
      <section className="grid gap-2">
        <h2 className="text-base font-semibold">Stages</h2>
        <p className="max-w-2xl text-sm text-ink-2">
          What each stage means and what a lead must have to go in. A stage also asks for what the open stages before it ask for, on every
          path: drag, keyboard, bulk, API, import. Leads never move back when a rule changes; what they lack is shown on them.
        </p>
        {isOffered ? <DefaultsOffer /> : null}
        <div className="overflow-x-auto rounded-lg border border-line">
          <table className="w-full text-sm">
            <thead className="bg-sunken text-start text-xs text-ink-3">
              <tr>
                {["Stage", "Asks for", "Follow-ups on day", "Stale after", "Probability"].map((head) => (
                  <th key={head} scope="col" className="px-3 py-2 text-start font-medium whitespace-nowrap">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {stages.map((stage) => (
                <tr key={stage.id} className="relative hover:bg-hover">
                  <th scope="row" className="px-3 py-2 text-start font-medium">
                    <Link
                      href={`/settings/stages/${stage.id}`}
                      className="flex items-center gap-2 whitespace-nowrap after:absolute after:inset-0"
                    >
                      <StageDot stage={stage.id} /> {stage.name}
                    </Link>
                  </th>
                  <td className="px-3 py-2 text-ink-2">{stageSummary(stage)}</td>
                  <td className="px-3 py-2 text-ink-2">{stage.cadence.days.join(", ") || "–"}</td>
                  <td className="px-3 py-2 whitespace-nowrap text-ink-2">{stage.staleAfterDays ? `${stage.staleAfterDays} days` : "–"}</td>
                  <td className="px-3 py-2 text-ink-2">{stage.probability}%</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <LostReasonsEditor key={JSON.stringify(reasons)} initial={reasons} />
    </div>
  )
}

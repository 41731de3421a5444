import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { ReportTabs } from "@/app/(app)/dashboards/report-tabs"
import { minutesWords } from "@/components/routing/rule-words"
import { METRICS } from "@/lib/core/metrics/glossary"
import { can } from "@/lib/platform/permissions"
import { readCountingRules } from "@/lib/reports/postings/rules"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Glossary" }

const WEEKDAYS = ["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

export default async function GlossaryPage() {
  const ctx = await requirePage("reports.own")
  const rules = await readCountingRules(ctx.db, ctx.now())
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Glossary"
        description="What every number means. Each is defined once; screens, the API and the mails count the same way."
      />
      <ReportTabs isTeam={can(ctx.actor, "reports.team")} />
      <div className="min-h-0 grow overflow-auto p-4" tabIndex={0} role="region" aria-label="Glossary">
        <p className="max-w-prose text-sm text-ink-2">
          Days are days in {rules.timeZone}, weeks begin on {WEEKDAYS[rules.weekStart]}, a first answer is in time within{" "}
          {minutesWords(rules.targets.first_touch.minutes)} working minutes, money is {rules.currency}, and a month is closed on day{" "}
          {rules.closesOnDay} of the next one. The owner and the band of a lead are its present ones; its channel and source are those of
          its first touch. The SQL runs as it stands with :from, :to, :zone, :stage and :currency filled in; it counts the whole team, and
          what narrows a page comes on top.
        </p>
        <dl className="mt-4 grid max-w-4xl gap-4">
          {METRICS.map(({ id, name, meaning, sql }) => (
            <div key={id} id={id}>
              <dt className="text-sm font-semibold">{name}</dt>
              <dd className="max-w-prose text-sm text-ink-2">{meaning}</dd>
              <dd>
                <pre className="mt-1 overflow-x-auto rounded border border-line bg-sunken p-2 font-mono text-2xs whitespace-pre-wrap">
                  {sql}
                </pre>
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  )
}

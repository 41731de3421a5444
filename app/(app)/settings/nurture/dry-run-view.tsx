import Link from "next/link"
import { Badge } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { DryRun, DryStep } from "@/lib/nurture/sending/dry-run"
import { CHANNEL_WORDS, reasonWords } from "@/components/settings/nurture-words"

/** Who would enter, and what each would get. */
export const DryRunView = ({ run }: { run: DryRun }) => (
  <div className="grid gap-3 text-sm" aria-live="polite">
    <p>
      <strong>{run.count === 1 ? "1 lead" : `${run.count} leads`}</strong> would enter now
      {run.isAll ? "" : `, of the latest ${run.looked} that were looked at`}.
      {run.withoutConsent > 0 ? ` ${run.withoutConsent} of them did not agree to marketing and would be sent nothing.` : ""} Nothing was
      sent.
    </p>
    {run.count > run.leads.length && run.leads.length > 0 ? <p className="text-xs text-ink-3">The first {run.leads.length}:</p> : null}
    <ul className="grid gap-2">
      {run.leads.map(({ leadId, title, steps }) => (
        <li key={leadId} className="rounded-md border border-line">
          <details>
            <summary className="flex cursor-pointer items-baseline gap-2 px-2.5 py-1.5">
              <span className="min-w-0 truncate font-medium" dir="auto">
                {title}
              </span>
              <span className="ms-auto shrink-0 text-xs text-ink-3">{summaryOf(steps)}</span>
            </summary>
            <ol className="grid gap-2 border-t border-line px-2.5 py-2">
              {steps.map((step, at) => (
                // The steps of a dry run never change their order.
                <li key={`${leadId}:${String(at)}`} className="grid gap-1">
                  <p className="flex flex-wrap items-baseline gap-x-2">
                    <span className="font-medium">
                      {at + 1}. {CHANNEL_WORDS[step.rendered.channel]}
                    </span>
                    <span className="text-xs text-ink-3">
                      <Clock iso={step.at} />
                    </span>
                    {step.reason ? <Badge tone="warn">{reasonWords(step.reason)}</Badge> : null}
                  </p>
                  {step.to ? <p className="text-xs text-ink-2">to {step.to}</p> : null}
                  {step.rendered.channel === "email" ? (
                    <p className="font-medium" dir="auto">
                      {step.rendered.subject}
                    </p>
                  ) : null}
                  <p className="break-words whitespace-pre-wrap text-ink-2" dir={step.language === "ar" ? "rtl" : "ltr"}>
                    {step.rendered.text}
                  </p>
                </li>
              ))}
              <li>
                <Link className="text-accent underline" href={`/leads/${leadId}`}>
                  Open the lead
                </Link>
              </li>
            </ol>
          </details>
        </li>
      ))}
    </ul>
  </div>
)

function summaryOf(steps: readonly DryStep[]): string {
  const messages = steps.filter(({ kind }) => kind === "email" || kind === "whatsapp").length
  return messages === 0 ? "no message" : messages === 1 ? "1 message" : `${messages} messages`
}

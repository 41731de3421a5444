import { Mail } from "lucide-react"
import type { Metadata } from "next"
import { RunbookLink } from "@/components/layout/runbook-link"
import { Badge, type Tone } from "@/components/ui/badge"
import { EmptyState } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import { env } from "@/lib/platform/env"
import { listEmails } from "@/lib/notifications/list-emails"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Outgoing mail" }

const TONES: Record<string, Tone> = { queued: "accent", sent: "ok", kept: "neutral", failed: "danger" }
const LABELS: Record<string, string> = { queued: "waiting", sent: "sent", kept: "kept, not sent", failed: "failed" }

export default async function OutboxPage() {
  const ctx = await requirePage("settings.manage")
  const emails = await listEmails(ctx)
  const isSending = env().SMTP_URL !== undefined && !env().ONELEAD_DEMO
  return (
    <div className="grid max-w-3xl gap-4">
      <div>
        <h2 className="text-base font-semibold">Outgoing mail</h2>
        <p className="text-sm text-ink-2">
          {isSending
            ? "The latest mail of Onelead: to colleagues, and from sequences to leads."
            : "No mail leaves this installation: what would have been sent is kept here. Set SMTP_URL to send it."}
        </p>
      </div>
      {emails.length === 0 ? (
        <EmptyState icon={Mail} title="No mail yet">
          Each working morning, whoever has something due gets a digest.
        </EmptyState>
      ) : null}
      <ol className="grid gap-2">
        {emails.map((email) => (
          <li key={email.id} className="rounded-lg border border-line bg-raised px-3 py-2 text-sm">
            <details>
              <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3">
                <span className="font-medium">{email.subject}</span>
                <span className="text-ink-2">{email.recipient}</span>
                <span className="ms-auto flex items-baseline gap-2 text-xs text-ink-3">
                  {email.status === "failed" ? <RunbookLink section="mail-failed" /> : null}
                  <Badge tone={TONES[email.status] ?? "neutral"}>{LABELS[email.status] ?? email.status}</Badge>
                  <Clock iso={email.createdAt.toISOString()} />
                </span>
              </summary>
              <pre className="mt-2 font-sans break-words whitespace-pre-wrap text-ink-2">{email.body}</pre>
              {email.error ? <p className="mt-1 text-danger">{email.error}</p> : null}
            </details>
          </li>
        ))}
      </ol>
    </div>
  )
}

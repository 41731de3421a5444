import { ShieldCheck } from "lucide-react"
import type { Metadata } from "next"
import Link from "next/link"
import { ErasePerson } from "./erase-person"
import { EmptyState } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import { listErasureRequests, listErasures } from "@/lib/privacy/queries"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Privacy" }

export default async function PrivacyPage() {
  const ctx = await requirePage("lead.erase")
  const [requests, erasures] = await Promise.all([listErasureRequests(ctx), listErasures(ctx)])
  return (
    <div className="grid max-w-3xl content-start gap-6">
      <section className="grid gap-2" aria-labelledby="requests">
        <h2 id="requests" className="font-semibold">
          To be erased
        </h2>
        <p className="text-sm text-ink-2">
          People whose contact was erased in HubSpot for their privacy. Anybody else is erased from their lead&apos;s page.
        </p>
        {requests.length === 0 ? (
          <EmptyState icon={ShieldCheck} title="Nobody waits">
            A privacy deletion in HubSpot puts its lead here.
          </EmptyState>
        ) : (
          <ul className="grid gap-2">
            {requests.map(({ leadId, name, askedAt }) => (
              <li key={leadId} className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-raised px-3 py-2 text-sm">
                <Link href={`/leads/${leadId}`} className="min-w-0 truncate font-medium hover:underline">
                  <bdi dir="auto">{name ?? "A person without a name"}</bdi>
                </Link>
                <span className="text-xs text-ink-3">
                  erased there <Clock iso={askedAt.toISOString()} />
                </span>
                <span className="ms-auto">
                  <ErasePerson leadId={leadId} title={name ?? "this person"} reason="Erased in HubSpot" />
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="grid gap-2" aria-labelledby="erased">
        <h2 id="erased" className="font-semibold">
          Erased
        </h2>
        {erasures.length === 0 ? <p className="text-sm text-ink-2">Nobody was erased so far.</p> : null}
        <ol className="grid gap-1 text-sm">
          {erasures.map(({ leadId, at, by, reason }) => (
            <li key={leadId} className="flex flex-wrap items-baseline gap-x-3 border-b border-line py-1.5">
              <span className="min-w-0 break-words">{reason}</span>
              <span className="ms-auto flex gap-2 text-xs text-ink-3">
                {by ?? "Onelead"} <Clock iso={at.toISOString()} />
              </span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  )
}

import { ShieldCheck } from "lucide-react"
import type { Metadata } from "next"
import Link from "next/link"
import { LeadName, leadTitle } from "@/components/lead/lead-name"
import { EmptyState } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import { can } from "@/lib/platform/permissions"
import { findPeople, readHeld } from "@/lib/privacy/person/find-people"
import { listErasureRequests, listErasures, type Erasure, type ErasureRequest } from "@/lib/privacy/queries"
import { readPrivacyRules } from "@/lib/privacy/save-rules"
import { requirePage } from "@/lib/web/session"
import { getTranslations } from "@/lib/web/translations"
import { ErasePerson } from "@/components/privacy/erase-person"
import { erasePersonAction } from "./actions"
import { privacyAddress } from "@/lib/core/filters/privacy"
import { FindPerson } from "./find-person"
import { AppError } from "@/lib/platform/errors"
import { RulesForm } from "./rules-form"

export const metadata: Metadata = { title: "Privacy" }

export default async function PrivacyPage({ searchParams }: PageProps<"/settings/privacy">) {
  const ctx = await requirePage("privacy.manage")
  const { q = "", person } = privacyAddress.read(await searchParams)
  const mayErase = can(ctx.actor, "lead.erase")
  const [people, chosen, rules, requests, erasures] = await Promise.all([
    findPeople(ctx, { q }),
    person ? readHeld(ctx, { leadId: person }).catch(nullIfMissing) : null,
    readPrivacyRules(ctx),
    mayErase ? listErasureRequests(ctx) : [],
    mayErase ? listErasures(ctx) : [],
  ])
  return (
    <div className="grid max-w-3xl content-start gap-8">
      <FindPerson q={q} people={people} chosen={chosen} mayErase={mayErase} />
      {mayErase ? <Requests requests={requests} /> : null}
      <RulesForm rules={rules} mayEdit={can(ctx.actor, "settings.manage")} />
      {mayErase ? <Erased erasures={erasures} /> : null}
    </div>
  )
}

/** The address may name a lead that was erased since. */
function nullIfMissing(error: unknown): null {
  if (error instanceof AppError && error.code === "not_found") return null
  throw error
}

async function Requests({ requests }: { requests: readonly ErasureRequest[] }) {
  const t = await getTranslations("privacy.requests")
  return (
    <section className="grid gap-2" aria-labelledby="requests">
      <h2 id="requests" className="font-semibold">
        {t("title")}
      </h2>
      <p className="text-sm text-ink-2">{t("hint")}</p>
      {requests.length === 0 ? (
        <EmptyState icon={ShieldCheck} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      ) : (
        <ul className="grid gap-2">
          {requests.map(({ leadId, name, askedAt }) => (
            <li key={leadId} className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-raised px-3 py-2 text-sm">
              <Link href={`/leads/${leadId}`} className="min-w-0 truncate font-medium hover:underline">
                <LeadName name={name} />
              </Link>
              <span className="text-xs text-ink-3">
                {t("erasedThere")} <Clock iso={askedAt.toISOString()} />
              </span>
              <span className="ms-auto">
                <ErasePerson leadId={leadId} title={leadTitle({ name })} reason="Erased in HubSpot" erase={erasePersonAction} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

async function Erased({ erasures }: { erasures: readonly Erasure[] }) {
  const t = await getTranslations("privacy.erased")
  return (
    <section className="grid gap-2" aria-labelledby="erased">
      <h2 id="erased" className="font-semibold">
        {t("title")}
      </h2>
      {erasures.length === 0 ? <p className="text-sm text-ink-2">{t("empty")}</p> : null}
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
  )
}

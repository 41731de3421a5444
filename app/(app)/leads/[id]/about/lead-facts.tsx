import type { ReactNode } from "react"
import { whatsappLink } from "@/components/queue/choices"
import { Badge } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { FieldValueView } from "@/lib/leads/lead-history"
import type { LeadDetail, LeadFactViews, LeadHead } from "@/lib/leads/lead-views"
import { channelLabel } from "@/components/lead/channel-icon"
import { OwnerChip } from "@/components/lead/owner-chip"
import { AttributionView } from "./attribution-view"
import { FIELD_LABELS } from "@/components/lead/field-labels"
import { SourceName } from "@/components/lead/source-name"
import { fieldText } from "@/components/lead/field-text"
import { OtherValues } from "./other-values"
import { Nothing } from "../nothing"
import { PhoneNumber } from "@/components/lead/phone-number"
import { getTranslations } from "@/lib/web/translations"

type LeadFactsProps = { lead: LeadHead & LeadFactViews; values: FieldValueView[] }

/** Who this is, how we know, and what they had from us. */
export async function LeadFacts({ lead, values }: LeadFactsProps) {
  const t = await getTranslations("facts")
  return (
    <div className="grid gap-5">
      <Contact identities={lead.identities} />
      <Section title={t("owner")}>
        <OwnerChip owner={lead.owner} />
      </Section>
      <Section title={t("details")}>
        <Fields lead={lead} />
        <OtherValues lead={lead} values={values} />
      </Section>
      <RentalHistory bookings={lead.bookings} />
      <Section title={t("attribution.title")}>
        <AttributionView first={lead.attribution.first} last={lead.attribution.last} />
      </Section>
      <Consent consent={lead.consent} />
      {lead.crmLinks.length > 0 ? (
        <Section title={t("elsewhere")}>
          <CrmLinks links={lead.crmLinks} />
        </Section>
      ) : null}
    </div>
  )
}

async function Contact({ identities }: Pick<LeadDetail, "identities">) {
  const t = await getTranslations("facts.contact")
  const ids = identities.filter((one) => !isContact(one))
  return (
    <Section title={t("title")}>
      <IdentityList identities={identities.filter(isContact)} />
      {ids.length === 0 ? null : (
        <details>
          <summary className="cursor-pointer text-xs text-ink-2">{t("channelIds", { count: String(ids.length) })}</summary>
          <IdentityList identities={ids} />
        </details>
      )}
      {identities.length === 0 ? <Nothing>{t("none")}</Nothing> : null}
    </Section>
  )
}

async function Fields({ lead }: { lead: LeadHead }) {
  const t = await getTranslations("facts")
  return (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-1.5">
      {Object.entries(lead.fields)
        .filter(([, { value }]) => value !== "")
        .map(([field, { value, trust, channel, observedAt }]) => (
          <div key={field} className="contents">
            <dt className="text-ink-3">{FIELD_LABELS[field] ?? field}</dt>
            <dd className="min-w-0">
              <bdi dir="auto" className="break-words">
                {fieldText(field, value)}
              </bdi>
              <span className="block text-xs text-ink-3">
                <SourceName source={trust} />
                {channel ? ` · ${channelLabel(channel)}` : ""} · <Clock iso={observedAt} />
              </span>
            </dd>
          </div>
        ))}
      {lead.lostReason ? (
        <>
          <dt className="text-ink-3">{t("lostReason")}</dt>
          <dd>
            {lead.lostReason}
            {lead.lostNote ? (
              <bdi dir="auto" className="block text-xs text-ink-2">
                {lead.lostNote}
              </bdi>
            ) : null}
          </dd>
        </>
      ) : null}
    </dl>
  )
}

async function Consent({ consent }: Pick<LeadDetail, "consent">) {
  const t = await getTranslations("facts.consent")
  return (
    <Section title={t("title")}>
      {consent.length === 0 ? <Nothing>{t("none")}</Nothing> : null}
      <ul className="grid gap-1 empty:hidden">
        {consent.map((one) => (
          <li key={`${one.givenAt}:${one.purpose}`} className="flex gap-2">
            <Badge tone={one.given ? "ok" : "danger"}>{t(one.given ? "given" : "refused")}</Badge> {one.purpose}
            <span className="ms-auto text-xs text-ink-3">
              {one.textVersion ? `${one.textVersion} · ` : ""}
              <Clock iso={one.givenAt} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const CrmLinks = ({ links }: { links: LeadDetail["crmLinks"] }) => (
  <ul>
    {links.map((link) => (
      <li key={`${link.objectType}:${link.externalId}`}>
        {link.url ? (
          <a
            href={link.url}
            className="text-accent underline"
            rel="noreferrer"
            target="_blank"
          >{`${channelLabel(link.provider)} ${link.objectType}`}</a>
        ) : (
          `${channelLabel(link.provider)} ${link.objectType} ${link.externalId}`
        )}
      </li>
    ))}
  </ul>
)

const isContact = ({ kind }: LeadDetail["identities"][number]): boolean => kind === "phone" || kind === "email"

async function IdentityList({ identities }: Pick<LeadDetail, "identities">) {
  const t = await getTranslations("facts.contact")
  return (
    <ul className="mt-1 grid gap-1.5 empty:hidden">
      {identities.map((identity) => (
        <li key={`${identity.kind}:${identity.value}`}>
          <span className="flex flex-wrap items-center gap-x-2">
            <IdentityValue kind={identity.kind} value={identity.value} isReadable={identity.strength !== "weak"} />
            {identity.strength === "personal" ? null : (
              <Badge tone={identity.strength === "weak" ? "warn" : "neutral"} title={t(`strengthHint.${identity.strength}`)}>
                {t(`strength.${identity.strength}`)}
              </Badge>
            )}
          </span>
          <span className="text-xs text-ink-3" title={t("asItCame", { raw: identity.raw })}>
            <SourceName source={identity.source} /> · {channelLabel(identity.channel)} · <Clock iso={identity.firstSeenAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Bookings, newest first, as the rental system tells them. */
async function RentalHistory({ bookings }: Pick<LeadDetail, "bookings">) {
  const t = await getTranslations("facts.rentals")
  return (
    <Section title={t("title")}>
      {bookings.length === 0 ? <Nothing>{t("none")}</Nothing> : null}
      <ul className="grid gap-2 empty:hidden">
        {bookings.map((booking) => (
          <li key={booking.id} className="rounded-md border border-line px-2.5 py-1.5">
            <div className="flex items-center gap-2">
              <span className="font-medium">{booking.vehicle ?? t("noVehicle")}</span>
              <Badge tone={booking.status === "cancelled" ? "danger" : booking.status === "completed" ? "ok" : "accent"}>
                {t(`status.${booking.status}`)}
              </Badge>
              <span className="ms-auto">
                {booking.amount === null
                  ? null
                  : `${booking.currency ?? ""} ${booking.amount.toLocaleString("en", { minimumFractionDigits: 2 })}`}
              </span>
            </div>
            <p className="text-xs text-ink-3">
              {booking.id}
              {booking.startsAt ? (
                <>
                  {" "}
                  · <Clock iso={booking.startsAt} />
                </>
              ) : null}
              {booking.endsAt ? (
                <>
                  {" "}
                  {t("until")} <Clock iso={booking.endsAt} />
                </>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="grid gap-1.5 text-sm">
    <h2 className="text-xs font-medium text-ink-3">{title}</h2>
    {children}
  </section>
)

type Identity = { kind: LeadDetail["identities"][number]["kind"]; value: string; isReadable: boolean }

async function IdentityValue({ kind, value, isReadable }: Identity) {
  const t = await getTranslations("facts.contact")
  if (kind === "phone" && isReadable) {
    return (
      <span className="inline-flex items-center gap-2">
        <a href={`tel:${value}`} className="hover:underline">
          <PhoneNumber value={value} />
        </a>
        <a href={whatsappLink(value)} className="text-xs text-accent underline" rel="noreferrer" target="_blank">
          {t("whatsapp")}
        </a>
      </span>
    )
  }
  if (kind === "email" && isReadable) {
    return (
      <a href={`mailto:${value}`} className="break-all hover:underline">
        {value}
      </a>
    )
  }
  return (
    <span className="break-all text-ink-2">
      {kind === "phone" || kind === "email" ? null : `${t(`kind.${kind}`)} `}
      <bdi dir="ltr">{value}</bdi>
    </span>
  )
}

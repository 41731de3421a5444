import type { ReactNode } from "react"
import { Badge } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { FieldValueView } from "@/lib/leads/lead-history"
import type { LeadDetail, LeadFactViews, LeadHead } from "@/lib/leads/lead-views"
import { channelLabel } from "@/components/lead/channel-icon"
import { OwnerChip } from "@/components/lead/owner-chip"
import { AttributionView } from "./attribution-view"
import { FIELD_LABELS, SOURCES } from "@/components/lead/field-labels"
import { fieldText } from "@/components/lead/field-text"
import { OtherValues } from "./other-values"
import { Nothing } from "../nothing"
import { PhoneNumber } from "@/components/lead/phone-number"

type LeadFactsProps = { lead: LeadHead & LeadFactViews; values: FieldValueView[] }

/** Who this is, how we know, and what they had from us. */
export const LeadFacts = ({ lead, values }: LeadFactsProps) => (
  <div className="grid gap-5">
    <Section title="Contact">
      <IdentityList identities={lead.identities.filter(isContact)} />
      {lead.identities.every(isContact) ? null : (
        <details>
          <summary className="cursor-pointer text-xs text-ink-2">
            Channel IDs ({lead.identities.filter((one) => !isContact(one)).length})
          </summary>
          <IdentityList identities={lead.identities.filter((one) => !isContact(one))} />
        </details>
      )}
      {lead.identities.length === 0 ? <Nothing>No contact details yet.</Nothing> : null}
    </Section>
    <Section title="Owner">
      <OwnerChip owner={lead.owner} />
    </Section>
    <Section title="Details">
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
                  {SOURCES[trust] ?? trust}
                  {channel ? ` · ${channelLabel(channel)}` : ""} · <Clock iso={observedAt} />
                </span>
              </dd>
            </div>
          ))}
        {lead.lostReason ? (
          <>
            <dt className="text-ink-3">Lost because</dt>
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
      <OtherValues lead={lead} values={values} />
    </Section>
    <RentalHistory bookings={lead.bookings} />
    <Section title="Where they came from">
      <AttributionView first={lead.attribution.first} last={lead.attribution.last} />
    </Section>
    <Section title="Consent">
      {lead.consent.length === 0 ? <Nothing>None recorded.</Nothing> : null}
      <ul className="grid gap-1 empty:hidden">
        {lead.consent.map((one) => (
          <li key={`${one.givenAt}:${one.purpose}`} className="flex gap-2">
            <Badge tone={one.given ? "ok" : "danger"}>{one.given ? "given" : "refused"}</Badge> {one.purpose}
            <span className="ms-auto text-xs text-ink-3">
              {one.textVersion ? `${one.textVersion} · ` : ""}
              <Clock iso={one.givenAt} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
    {lead.crmLinks.length > 0 ? (
      <Section title="In other systems">
        <ul>
          {lead.crmLinks.map((link) => (
            <li key={`${link.objectType}:${link.externalId}`}>
              {link.url ? (
                <a
                  href={link.url}
                  className="text-accent underline"
                  rel="noreferrer"
                  target="_blank"
                >{`${PROVIDERS[link.provider] ?? link.provider} ${link.objectType}`}</a>
              ) : (
                `${PROVIDERS[link.provider] ?? link.provider} ${link.objectType} ${link.externalId}`
              )}
            </li>
          ))}
        </ul>
      </Section>
    ) : null}
  </div>
)

const PROVIDERS: Record<string, string> = { hubspot: "HubSpot" }

const isContact = ({ kind }: LeadDetail["identities"][number]): boolean => kind === "phone" || kind === "email"

const IdentityList = ({ identities }: { identities: LeadDetail["identities"] }) => (
  <ul className="mt-1 grid gap-1.5 empty:hidden">
    {identities.map((identity) => (
      <li key={`${identity.kind}:${identity.value}`}>
        <span className="flex flex-wrap items-center gap-x-2">
          <IdentityValue kind={identity.kind} value={identity.value} isReadable={identity.strength !== "weak"} />
          {identity.strength === "personal" ? null : (
            <Badge tone={identity.strength === "weak" ? "warn" : "neutral"} title={WHY[identity.strength]}>
              {STRENGTHS[identity.strength]}
            </Badge>
          )}
        </span>
        <span className="text-xs text-ink-3" title={`As it came: “${identity.raw}”`}>
          {SOURCES[identity.source] ?? identity.source} · {channelLabel(identity.channel)} · <Clock iso={identity.firstSeenAt} />
        </span>
      </li>
    ))}
  </ul>
)

const STRENGTHS = { shared: "shared", weak: "unverified" } as const
const WHY = {
  shared: "Several people use it: it never decides alone who a person is",
  weak: "Not readable, or already another person's",
} as const

/** Bookings, newest first, as the rental system tells them. */
const RentalHistory = ({ bookings }: Pick<LeadDetail, "bookings">) => (
  <Section title="Rental history">
    {bookings.length === 0 ? <Nothing>No booking yet.</Nothing> : null}
    <ul className="grid gap-2 empty:hidden">
      {bookings.map((booking) => (
        <li key={booking.id} className="rounded-md border border-line px-2.5 py-1.5">
          <div className="flex items-center gap-2">
            <span className="font-medium">{booking.vehicle ?? "No vehicle named"}</span>
            <Badge tone={booking.status === "cancelled" ? "danger" : booking.status === "completed" ? "ok" : "accent"}>
              {booking.status}
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
                to <Clock iso={booking.endsAt} />
              </>
            ) : null}
          </p>
        </li>
      ))}
    </ul>
  </Section>
)

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="grid gap-1.5 text-sm">
    <h2 className="text-xs font-medium text-ink-3">{title}</h2>
    {children}
  </section>
)

const KINDS: Record<string, string> = {
  whatsapp_user: "WhatsApp id",
  crisp_session: "Chat session",
  crisp_person: "Chat profile",
  botspace_contact: "BotSpace contact",
  ziwo_customer: "Ziwo customer",
  chatbot_visitor: "Bot conversation",
  erp_customer: "Customer number",
  hubspot_contact: "HubSpot contact",
}

function IdentityValue({ kind, value, isReadable }: { kind: string; value: string; isReadable: boolean }) {
  if (kind === "phone" && isReadable) {
    return (
      <span className="inline-flex items-center gap-2">
        <a href={`tel:${value}`} className="hover:underline">
          <PhoneNumber value={value} />
        </a>
        <a href={`https://wa.me/${value.replace(/\D/g, "")}`} className="text-xs text-accent underline" rel="noreferrer" target="_blank">
          WhatsApp
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
      {KINDS[kind] ? `${KINDS[kind]} ` : ""}
      <bdi dir="ltr">{value}</bdi>
    </span>
  )
}

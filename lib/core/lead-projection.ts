import { readName, type NameToken } from "@/lib/core/identity/names/person-name"
import type { LeadField } from "@/lib/core/lead-event"
import type { IdentityStrength } from "@/lib/core/lead-states"
import type { Provenance } from "@/lib/core/survivorship"
import { isEarlierTouch } from "./first-touch"

/**
 * The columns of a lead that follow from its children: the surviving fields, the text that a search finds it by, its
 * phones and e-mails, and when it was in touch. Each is a survivor, a minimum, a maximum or a union, so the result is the
 * same whether the children came one by one, in another order, by a merge or after a split.
 */
type LeadProjection = FieldColumns & ContactColumns & TouchColumns

type LeadChildren = {
  provenance: Provenance
  contacts: readonly ContactDetail[]
  /** Summaries of its touches, at least one; together they cover every touch. */
  touches: readonly [TouchColumns, ...TouchColumns[]]
}

export function projectLead({ provenance, contacts, touches }: LeadChildren): LeadProjection {
  const { firstTouchAt, firstChannel, lastActivityAt, lastInboundAt, channels } = touches.reduce(joinTouches)
  const times = { firstTouchAt, firstChannel, lastActivityAt, lastInboundAt, channels }
  return { ...projectFields(provenance), ...projectContacts(contacts), ...times }
}

type FieldColumns = {
  provenance: Provenance
  name: string | null
  company: string | null
  country: string | null
  emirate: string | null
  language: string | null
  vehicle: string | null
  vehicleClass: string | null
  /** Romanised and in its own script, lower case. */
  searchText: string
}

/** An empty value is a field that a person cleared. */
function projectFields(provenance: Provenance): FieldColumns {
  const value = (field: LeadField): string | null => provenance[field]?.value || null
  const [name, company] = [value("name"), value("company")]
  return {
    provenance,
    name,
    company,
    country: value("country"),
    emirate: value("emirate"),
    language: value("language"),
    vehicle: value("vehicle"),
    vehicleClass: value("vehicle_class"),
    searchText: searchTextOf(name, company),
  }
}

/** Words of the name and the company for a search, and last the keys of what the name sounds like. */
export function searchTextOf(name: string | null, company: string | null): string {
  const read = readName(name)
  const words = [name ? read.searchText : "", company?.toLowerCase() ?? ""]
  return [...words, ...new Set(read.tokens.flatMap(nameKeys))].filter(Boolean).join(" ")
}

/** The consonant skeletons of a word of a name, marked so that no typed word is one. */
export const nameKeys = ({ skeletons }: Pick<NameToken, "skeletons">): string[] =>
  skeletons.filter((skeleton) => skeleton.length >= 2).map((skeleton) => `~${skeleton}~`)

type ContactDetail = {
  kind: string
  value: string
  strength: IdentityStrength
  firstSeenAt: Date
  traits: Record<string, unknown>
}

type ContactColumns = { phones: string[]; emails: string[] }

/** What a reviewer put first, then the oldest; a value that belongs to another person (`weak`) is not listed. */
function projectContacts(contacts: readonly ContactDetail[]): ContactColumns {
  const listed = contacts.filter(({ strength }) => strength !== "weak").toSorted(byPreference)
  const valuesOf = (kind: "phone" | "email") => listed.filter((one) => one.kind === kind).map(({ value }) => value)
  return { phones: valuesOf("phone"), emails: valuesOf("email") }
}

const byPreference = (a: ContactDetail, b: ContactDetail): number =>
  Number("preferred" in b.traits) - Number("preferred" in a.traits) || +a.firstSeenAt - +b.firstSeenAt || (a.value < b.value ? -1 : 1)

/** One touch or many, summed up. */
export type TouchColumns = {
  firstTouchAt: Date
  firstChannel: string
  lastActivityAt: Date
  /** When the person last spoke; null where only we did. */
  lastInboundAt: Date | null
  /** Sorted. */
  channels: string[]
}

type Touch = { channel: string; occurredAt: Date; direction: string; authorRole: string }

export function touchColumns({ channel, occurredAt, direction, authorRole }: Touch): TouchColumns {
  const isFromPerson = direction === "inbound" && authorRole === "person"
  return {
    firstTouchAt: occurredAt,
    firstChannel: channel,
    lastActivityAt: occurredAt,
    lastInboundAt: isFromPerson ? occurredAt : null,
    channels: [channel],
  }
}

function joinTouches(one: TouchColumns, other: TouchColumns): TouchColumns {
  const isOtherFirst = isEarlierTouch(
    { at: other.firstTouchAt, channel: other.firstChannel },
    { at: one.firstTouchAt, channel: one.firstChannel },
  )
  const { firstTouchAt, firstChannel } = isOtherFirst ? other : one
  return {
    firstTouchAt,
    firstChannel,
    lastActivityAt: later(one.lastActivityAt, other.lastActivityAt),
    lastInboundAt:
      one.lastInboundAt && other.lastInboundAt ? later(one.lastInboundAt, other.lastInboundAt) : (one.lastInboundAt ?? other.lastInboundAt),
    channels: [...new Set([...one.channels, ...other.channels])].sort(),
  }
}

const later = (one: Date, other: Date): Date => (other > one ? other : one)

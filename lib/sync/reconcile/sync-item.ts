import { isOptOutSent } from "./consents"
import { ourValues } from "./desired-state"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord } from "@/lib/crm/provider"
import type { LeadRow } from "@/lib/leads/find-lead"
import type { LinkRow } from "./links"
import type { LeasedRow } from "@/lib/sync/queue/outbox"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/** One lead on its way to agreement: its row, what it is linked to, and what the CRM says of that. */
export type SyncItem = {
  row: LeasedRow
  lead: LeadRow
  contact: LinkRow | null
  deal: LinkRow | null
  /** Links beside those two, left by a merge here: their records are to be merged there. */
  doubles: LinkRow[]
  contactRecord: CrmRecord | null
  dealRecord: CrmRecord | null
  /** A record of it is there, and we may not see it. */
  isHidden: boolean
  /** It is to have a deal, by the rule of this CRM. */
  wantsDeal: boolean
  /** Open deals of an adopted contact beside the one that was adopted. */
  otherDeals: CrmRecord[]
  /** A colleague chose the owner; a rule's choice gives way to whom the CRM names when the two meet first. */
  isOwnerChosen: boolean
  /** The addresses of a person who withdrew consent to marketing, joined by a space; else "". */
  optOut: string
}

/** A deal that was deleted in the CRM stays deleted; the link remembers it. */
export const isGoneDeal = ({ deal }: Pick<SyncItem, "deal">): boolean => deal?.withheld["deal_id"]?.cause === "gone"

/** Nothing that the CRM is told of has changed since it was told: no call is needed to know that. */
export function isUnchanged(run: Pick<SyncRun, "mappings">, item: SyncItem): boolean {
  if (!item.contact || !item.deal || !isOptOutSent(item)) return false
  const ours = ourValues(item.lead)
  const isKept = (object: CrmObject, link: LinkRow): boolean =>
    run.mappings
      .filter((mapping) => mapping.object === object && mapping.direction !== "in")
      .every(({ field }) => (link.snapshot[field]?.o ?? "") === (ours[field]?.value ?? "") && link.snapshot[field]?.use === undefined)
  return isKept("contact", item.contact) && (isGoneDeal(item) || isKept("deal", item.deal))
}

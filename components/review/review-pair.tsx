import Link from "next/link"
import type { ReactNode } from "react"
import { ChannelIcons } from "@/components/lead/channel-icon"
import { LeadName } from "@/components/lead/lead-name"
import { OwnerChip } from "@/components/lead/owner-chip"
import { PhoneNumber } from "@/components/lead/phone-number"
import { StagePill } from "@/components/lead/stage-pill"
import { Badge } from "@/components/ui/badge"
import { cx } from "@/components/ui/class-names"
import { Clock } from "@/components/ui/time"
import type { DuplicateView } from "@/lib/duplicates/duplicate-view"
import { REASONS } from "./reasons"

type Lead = DuplicateView["leads"][number]

/** The leads side by side, and what speaks for and against one person. The left one survives. */
export const ReviewPair = ({ item }: { item: DuplicateView }) => (
  <div className="grid gap-4">
    <div className="flex flex-wrap items-center gap-2">
      <h2 className="text-base font-semibold">{REASONS[item.reason] ?? item.reason}</h2>
      <Badge title="How sure the evidence is that this is one person">{Math.round(item.probability * 100)} %</Badge>
      <span className="text-xs text-ink-3">
        asked <Clock iso={item.createdAt} />
      </span>
    </div>
    <div className="overflow-x-auto rounded-lg border border-line" tabIndex={0} role="region" aria-label="Side by side">
      <table className="w-full text-sm">
        <tbody>
          {ROWS.map(([label, show]) => {
            const isDifferent = item.leads.length === 2 && textOf(item.leads[0], label) !== textOf(item.leads[1], label)
            return (
              <tr key={label} className="border-b border-line last:border-0">
                <th scope="row" className="w-28 px-3 py-1.5 text-start text-xs font-medium text-ink-3">
                  {label}
                </th>
                {item.leads.map((lead) => (
                  <td key={lead.id} className={cx("px-3 py-1.5 align-top", isDifferent && "bg-warn-soft/50")}>
                    {show(lead)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
    <section aria-label="Evidence" className="grid gap-1">
      <h3 className="text-xs font-medium text-ink-3">Evidence, in bits: + speaks for one person, − against</h3>
      <ul className="grid gap-1 text-sm">
        {item.evidence.map((part) => (
          <li key={`${part.feature}:${part.left}:${part.right}`} className="flex items-baseline gap-3">
            <span className={cx("w-14 text-end", part.bits < 0 ? "text-danger" : "text-ok")}>
              {part.bits > 0 ? `+${part.bits}` : part.bits}
            </span>
            <span className="text-ink-2">{part.feature}</span>
            <bdi dir="auto" className="min-w-0 break-all">
              {[part.left, part.right].filter(Boolean).join(" ↔ ")}
            </bdi>
          </li>
        ))}
      </ul>
    </section>
  </div>
)

const ROWS: readonly [string, (lead: Lead) => ReactNode][] = [
  [
    "Name",
    (lead) => (
      <Link href={`/leads/${lead.id}`} className="font-medium hover:underline">
        <LeadName name={lead.name} phone={lead.phones[0]} email={lead.emails[0]} />
      </Link>
    ),
  ],
  [
    "Phones",
    (lead) => (
      <span className="grid">
        {lead.phones.map((value) => (
          <PhoneNumber key={value} value={value} />
        ))}
      </span>
    ),
  ],
  [
    "E-mails",
    (lead) => (
      <span className="grid break-all">
        {lead.emails.map((value) => (
          <span key={value}>{value}</span>
        ))}
      </span>
    ),
  ],
  ["Channels", (lead) => <ChannelIcons channels={lead.channels} />],
  ["Stage", (lead) => <StagePill stage={lead.stage} />],
  ["Owner", (lead) => <OwnerChip owner={lead.owner} />],
  ["First touch", (lead) => <Clock iso={lead.firstTouchAt} />],
  ["Last activity", (lead) => <Clock iso={lead.lastActivityAt} />],
]

const textOf = (lead: Lead | undefined, label: string): string => {
  if (!lead) return ""
  const values: Record<string, string> = {
    Name: lead.name ?? "",
    Phones: lead.phones.join(),
    "E-mails": lead.emails.join(),
    Stage: lead.stage,
    Owner: lead.owner?.name ?? "",
  }
  return values[label] ?? ""
}

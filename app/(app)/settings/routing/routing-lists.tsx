import Link from "next/link"
import { Button } from "@/components/ui/button"
import { Badge } from "@/components/ui/badge"
import { EmptyState } from "@/components/ui/states"
import { Table, Td, Th, THead, Tr } from "@/components/ui/table"
import { Clock } from "@/components/ui/time"
import type { RoutingConfig } from "@/lib/core/routing/routing-config"
import type { BreachView, RuleBookVersion, WaitingLead } from "@/lib/routing/queries"
import { TARGET_NAMES } from "@/components/routing/rule-words"

export const WaitingList = ({ waiting }: { waiting: { total: number; data: WaitingLead[] } }) =>
  waiting.data.length === 0 ? (
    <EmptyState title="Every open lead has an owner">
      When everyone is full or away, leads wait here with the reason, and are assigned within a minute of an agent being free.
    </EmptyState>
  ) : (
    <div className="grid gap-2">
      {waiting.total > waiting.data.length ? (
        <p className="text-sm text-ink-2">
          The {waiting.data.length} that wait longest, of {waiting.total}.
        </p>
      ) : null}
      <Table label="Leads without an owner" className="rounded-lg border border-line">
        <THead>
          <Th>Lead</Th>
          <Th>Since</Th>
          <Th>Why it is unassigned</Th>
        </THead>
        <tbody>
          {waiting.data.map((lead) => (
            <Tr key={lead.id}>
              <Td>
                <Link href={`/leads/${lead.id}`} className="font-medium hover:underline">
                  <bdi dir="auto">{lead.name ?? "Unnamed"}</bdi>
                </Link>
              </Td>
              <Td>
                <Clock iso={lead.since} />
              </Td>
              <Td className="text-ink-2">
                {lead.isHeld ? <Badge>Held</Badge> : null} {lead.reason ?? "It has not been asked about yet."}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  )

export const BreachList = ({ breaches }: { breaches: readonly BreachView[] }) =>
  breaches.length === 0 ? (
    <EmptyState title="No response target missed">
      A missed target for assignment, first contact or reply shows up here within a minute.
    </EmptyState>
  ) : (
    <Table label="Missed response targets" className="rounded-lg border border-line">
      <THead>
        <Th>Lead</Th>
        <Th>Target</Th>
        <Th>Was due</Th>
        <Th>Owner then</Th>
        <Th>Told or given to</Th>
      </THead>
      <tbody>
        {breaches.map((breach) => (
          <Tr key={breach.id}>
            <Td>
              <Link href={`/leads/${breach.leadId}`} className="font-medium hover:underline">
                <bdi dir="auto">{breach.lead ?? "Unnamed"}</bdi>
              </Link>
            </Td>
            <Td>{TARGET_NAMES[breach.kind]}</Td>
            <Td>
              <Clock iso={breach.dueAt} />
            </Td>
            <Td>{breach.owner ?? "Unassigned"}</Td>
            <Td>{breach.escalatedTo ?? "Every manager"}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )

type VersionsProps = { versions: readonly RuleBookVersion[]; onOpen: ((config: RoutingConfig, version: number) => void) | null }

export const VersionList = ({ versions, onOpen }: VersionsProps) =>
  versions.length === 0 ? (
    <EmptyState title="These are the rules it came with">
      Each time the rules are saved, the version before stays here and can be brought back.
    </EmptyState>
  ) : (
    <ol className="grid gap-2">
      {versions.map(({ version, at, by, note, config }, index) => (
        <li key={version} className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-raised px-3 py-2 text-sm">
          <span className="font-medium">Version {version}</span>
          {index === 0 ? <Badge tone="ok">in force</Badge> : null}
          <span className="min-w-0 grow text-ink-2">
            {note ?? `${config.rules.length} rules, ${config.pools.length} pools`} · {by ?? "Onelead"} · <Clock iso={at} />
          </span>
          {onOpen && index > 0 ? (
            <Button size="sm" onClick={() => onOpen(config, version)}>
              Edit from here
            </Button>
          ) : null}
        </li>
      ))}
    </ol>
  )

import { languageName, ROLE_NAMES } from "@/components/settings/languages"
import { Avatar } from "@/components/ui/avatar"
import { Badge } from "@/components/ui/badge"
import { Table, Td, Th, THead, Tr } from "@/components/ui/table"
import { Clock } from "@/components/ui/time"
import type { ReactNode } from "react"
import type { TeamMember } from "@/lib/team/list-team"

type TeamTableProps = {
  members: readonly TeamMember[]
  nameOf: (id: string | null) => string | null
  actionsFor: (member: TeamMember) => ReactNode
}

export const TeamTable = ({ members, nameOf, actionsFor }: TeamTableProps) => (
  <Table label="People" className="rounded-lg border border-line">
    <THead>
      <Th>Person</Th>
      <Th>Role</Th>
      <Th>Languages</Th>
      <Th isNumeric>Open leads</Th>
      <Th isNumeric>New today</Th>
      <Th>Availability</Th>
      <Th>Last sign-in</Th>
      <Th isHidden>Actions</Th>
    </THead>
    <tbody>
      {members.map((member) => (
        <Tr key={member.id} className={member.active ? undefined : "text-ink-3"}>
          <Td className="py-1.5">
            <span className="flex items-center gap-2">
              <Avatar name={member.name} size="md" />
              <span className="grid">
                <bdi dir="auto" className="font-medium">
                  {member.name}
                </bdi>
                <span className="text-xs text-ink-3">{member.email}</span>
              </span>
            </span>
          </Td>
          <Td>{ROLE_NAMES[member.role]}</Td>
          <Td>{member.languages.map(languageName).join(", ") || "–"}</Td>
          <Td isNumeric>
            <Load count={member.openLeads} max={member.openMax} />
          </Td>
          <Td isNumeric>
            <Load count={member.newToday} max={member.newPerDayMax} />
          </Td>
          <Td>
            <Availability member={member} nameOf={nameOf} />
          </Td>
          <Td className="text-xs">{member.lastSignInAt ? <Clock iso={member.lastSignInAt} /> : "never"}</Td>
          <Td className="text-end">{actionsFor(member)}</Td>
        </Tr>
      ))}
    </tbody>
  </Table>
)

const Load = ({ count, max }: { count: number; max: number | null }) => (
  <span className={max !== null && count >= max ? "font-medium text-warn" : undefined} title={max === null ? "No cap" : `Cap ${max}`}>
    {count}
    {max === null ? null : <span className="text-ink-3"> / {max}</span>}
  </span>
)

function Availability({ member, nameOf }: { member: TeamMember; nameOf: (id: string | null) => string | null }) {
  if (!member.active) return <Badge>Account closed</Badge>
  const [next] = member.absences
  const cover = nameOf(next?.deputyId ?? null)
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {next?.isNow ? (
        <Badge tone="warn">
          Out of office until <Clock iso={next.toAt} />
        </Badge>
      ) : member.role !== "agent" && member.role !== "senior_agent" ? null : member.takesLeads ? (
        <Badge tone="ok">Available</Badge>
      ) : (
        <Badge>Paused</Badge>
      )}
      {next && !next.isNow ? (
        <Badge>
          Away from <Clock iso={next.fromAt} />
        </Badge>
      ) : null}
      {next && cover ? <span className="text-xs text-ink-2">cover: {cover}</span> : null}
      {member.hours ? <span className="text-xs text-ink-3">own hours</span> : null}
      {member.weight > 1 ? <span className="text-xs text-ink-3">share ×{member.weight}</span> : null}
    </span>
  )
}

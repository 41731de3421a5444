import type { ActionAnswer } from "@/components/settings/action-problem"
import type { Role } from "@/lib/core/lead-states"
import type { WorkingHours } from "@/lib/core/routing/working-hours"
import type { TeamMember } from "@/lib/team/list-team"

export type { TeamMember }

/** What the team screen asks the server to do. */
export type TeamActions = {
  add: (input: {
    name: string
    email: string
    role: Role
    languages: string[]
    signIn: "password" | "provider"
  }) => Promise<ActionAnswer<{ password: string | null }>>
  edit: (input: {
    id: string
    name: string
    role: Role
    languages: string[]
    takesLeads: boolean
    weight: number
    openMax: number | null
    newPerDayMax: number | null
    hours: WorkingHours | null
  }) => Promise<ActionAnswer>
  planAbsence: (input: { userId: string; fromAt: Date; toAt: Date; deputyId: string | null }) => Promise<ActionAnswer>
  endAbsence: (input: { id: string; userId: string }) => Promise<ActionAnswer>
  deactivate: (input: { id: string; leadsTo: string | null }) => Promise<ActionAnswer<{ given: number; waiting: number }>>
  reactivate: (input: { id: string }) => Promise<ActionAnswer>
  resetPassword: (input: { id: string }) => Promise<ActionAnswer<{ password: string }>>
}

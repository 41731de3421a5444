import type { matchProfiles } from "@/db/schema"
import { readName } from "@/lib/core/identity/names/person-name"
import type { Profile } from "@/lib/core/matching/profile"

/** Profiles as they lie in the database. Names lie as text: reading one is cheap, and what is read may be improved. */
export type ProfileRow = typeof matchProfiles.$inferSelect

export const profileOf = (row: ProfileRow): Profile => ({
  id: row.leadId,
  phones: row.phones,
  emails: row.emails,
  names: row.names.map(readName),
  firstAt: row.firstAt.getTime(),
  lastAt: row.lastAt.getTime(),
  phoneOnlyAt: row.phoneOnlyAt?.getTime() ?? null,
  emailOnlyAt: row.emailOnlyAt?.getTime() ?? null,
})

export const rowOf = (profile: Profile): ProfileRow => ({
  leadId: profile.id,
  phones: profile.phones,
  emails: profile.emails,
  names: profile.names.map(({ display }) => display),
  firstAt: new Date(profile.firstAt),
  lastAt: new Date(profile.lastAt),
  phoneOnlyAt: profile.phoneOnlyAt === null ? null : new Date(profile.phoneOnlyAt),
  emailOnlyAt: profile.emailOnlyAt === null ? null : new Date(profile.emailOnlyAt),
})

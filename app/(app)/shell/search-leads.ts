/** A lead as the palette needs to name it. */
export type FoundLead = {
  id: string
  name: string | null
  phones: string[]
  emails: string[]
  stage?: string
  kind?: string
  owner?: { name: string } | null
  vehicle?: string | null
  lastActivityAt?: string
}
export type SearchLeads = (query: string, signal: AbortSignal) => Promise<FoundLead[]>

const SHOWN = 8

/** The same search as the leads table's and the API's. Throws when the server cannot be reached or refuses. */
export const searchLeads: SearchLeads = async (query, signal) => {
  const answer = await fetch(`/api/v1/leads?limit=${SHOWN}&q=${encodeURIComponent(query)}`, { signal })
  if (!answer.ok) throw new Error(`The search was answered with ${answer.status}.`)
  return ((await answer.json()) as { data: FoundLead[] }).data
}

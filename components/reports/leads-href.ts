import { NOBODY } from "@/lib/core/metrics/measures"

/** The definite question of a page, as the address of a number's leads needs it. */
export type ReportAddress = {
  from: string
  to: string
  owner?: string
  channel?: string
  band?: string
  source?: string
  campaign?: string
}

export type Narrowing = { channel?: string; agent?: string; source?: string; campaign?: string; path?: string; from?: string; to?: string }

/** The page that lists exactly the leads behind a number. */
export const leadsHref = (address: ReportAddress, metric: string, { agent, source, campaign, ...rest }: Narrowing = {}): string => {
  const query = {
    ...address,
    ...rest,
    ...(agent === undefined ? {} : { owner: agent === NOBODY ? "none" : agent }),
    ...(source === undefined ? {} : { source: source === "" ? "-" : source }),
    ...(campaign === undefined ? {} : { campaign: campaign === "" ? "-" : campaign }),
    metric,
  }
  return `/dashboards/leads?${new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""))}`
}

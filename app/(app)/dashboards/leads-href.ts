import { intakeAddress } from "@/lib/core/filters/intake"
import { leadsBehindAddress } from "@/lib/core/filters/reports"
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

export type LeadFilterBy = {
  channel?: string
  agent?: string
  source?: string
  campaign?: string
  path?: string
  from?: string
  to?: string
}

/** The page that lists exactly the leads behind a number. */
export function leadsHref(address: ReportAddress, metric: string, { agent, source, campaign, ...rest }: LeadFilterBy = {}): string {
  const query = {
    ...address,
    ...rest,
    ...(agent === undefined ? {} : { owner: agent === NOBODY ? "none" : agent }),
    ...(source === undefined ? {} : { source: source === "" ? "-" : source }),
    ...(campaign === undefined ? {} : { campaign: campaign === "" ? "-" : campaign }),
    metric,
  }
  return leadsBehindAddress.href(leadsBehindAddress.read(query))
}

/**
 * Open leads are counted as of now, whatever the period. Days say when they entered their stage; an end that is left
 * out is open.
 */
export const openLeadsHref = (
  address: ReportAddress,
  metric: string,
  { enteredFrom = "", enteredTo = "", ...only }: LeadFilterBy & { enteredFrom?: string | undefined; enteredTo?: string | undefined } = {},
): string => leadsHref({ ...address, from: enteredFrom, to: enteredTo }, metric, only)

/** The deliveries that were received in the same days, by the only filter that a delivery knows. */
export const intakeHref = ({ from, to, channel = "" }: ReportAddress, state = ""): string =>
  intakeAddress.href(intakeAddress.read({ state, channel, from, to }))

import type { Metadata } from "next"
import { Suspense } from "react"
import { leadTitle } from "@/components/lead/lead-name"
import { LeadRefresher } from "@/components/lead/lead-refresher"
import { requirePage } from "@/lib/web/session"
import { AboutLead } from "./about/about-lead"
import { LeadHeader } from "./header/lead-header"
import { LeadRecord } from "./record/lead-record"
import { NextSteps } from "./next/next-steps"
import { readLead } from "./read-lead"
import { SectionSkeleton, StorySkeleton } from "./skeletons"
import { LeadStory } from "./story/lead-story"

export async function generateMetadata({ params }: PageProps<"/leads/[id]">): Promise<Metadata> {
  const { lead } = await readLead((await params).id)
  return { title: leadTitle({ name: lead.name, phone: lead.phones[0], email: lead.emails[0] }) }
}

/** One lead, as a table of contents: each section reads its own data and streams in. */
export default async function LeadPage({ params }: PageProps<"/leads/[id]">) {
  await requirePage("lead.read")
  const { id } = await params
  const { lead, readAt } = await readLead(id)
  return (
    <div className="flex h-full flex-col">
      <LeadRefresher leadId={lead.id} version={lead.version} readAt={readAt} />
      <LeadHeader id={id} />
      <div className="grid min-h-0 grow grid-cols-[minmax(0,1fr)] gap-0 max-lg:content-start max-lg:overflow-y-auto lg:grid-cols-[22rem_minmax(0,1fr)]">
        <div
          className="relative grid content-start gap-5 border-line p-4 *:min-w-0 lg:overflow-y-auto lg:border-e"
          tabIndex={0}
          role="region"
          aria-label="About this lead"
        >
          <Suspense fallback={<SectionSkeleton rows={4} />}>
            <NextSteps id={id} />
          </Suspense>
          <Suspense fallback={<SectionSkeleton rows={12} />}>
            <AboutLead id={id} />
          </Suspense>
          <Suspense fallback={<SectionSkeleton rows={10} />}>
            <LeadRecord id={id} />
          </Suspense>
        </div>
        <Suspense fallback={<StorySkeleton />}>
          <LeadStory id={id} />
        </Suspense>
      </div>
    </div>
  )
}

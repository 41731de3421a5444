import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { QuickAdd } from "./quick-add"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "New lead" }

export default async function NewLeadPage() {
  await requirePage("lead.create")
  return (
    <>
      <PageHeader title="New lead" />
      <div className="mx-auto max-w-xl p-4">
        <QuickAdd />
      </div>
    </>
  )
}

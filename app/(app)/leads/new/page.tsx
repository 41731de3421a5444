import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { QuickAdd } from "./quick-add"
import { requirePage } from "@/lib/web/session"
import { addLeadAction, findReceiptAction } from "./actions"

export const metadata: Metadata = { title: "New lead" }

export default async function NewLeadPage() {
  await requirePage("lead.create")
  return (
    <>
      <PageHeader title="New lead" />
      <div className="mx-auto max-w-xl p-4">
        <QuickAdd add={addLeadAction} findReceipt={findReceiptAction} />
      </div>
    </>
  )
}

import type { Metadata } from "next"
import { ImportList } from "./import-list"
import { UploadCard } from "./upload-card"
import { PageHeader } from "@/components/layout/page-header"
import { EmptyState } from "@/components/ui/states"
import { listImports } from "@/lib/imports/queries"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Import" }

export default async function ImportPage() {
  const ctx = await requirePage("import.run")
  const imports = await listImports(ctx)
  return (
    <div className="flex min-h-full flex-col">
      <PageHeader
        title="Import"
        description="Bring a list in. Every row is judged as if it had come in live, checked before it changes anything, and can be undone."
      />
      <div className="mx-auto w-full max-w-3xl p-4">
        <UploadCard />
      </div>
      {imports.length === 0 ? (
        <div className="p-4">
          <EmptyState title="No file has been imported yet">
            Export your list from the old system or the spreadsheet as CSV. Columns are recognised by their headers, in English or Arabic,
            and you confirm them on the next screen.
          </EmptyState>
        </div>
      ) : (
        <ImportList imports={imports} />
      )}
    </div>
  )
}

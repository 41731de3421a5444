import type { Metadata } from "next"
import { MappingEditor } from "./mapping-editor"
import { OwnerEditor } from "./owner-editor"
import { readMappings } from "@/lib/sync/save-mappings"
import { readOwners } from "@/lib/sync/save-owners"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "HubSpot" }

export default async function CrmSettingsPage() {
  const ctx = await requirePage("sync.manage")
  const [{ mappings, schema }, { lines, owners }] = await Promise.all([readMappings(ctx), readOwners(ctx)])
  return (
    <div className="mx-auto grid max-w-6xl gap-4">
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold">HubSpot</h2>
        <p className="max-w-prose text-sm text-ink-2">
          Which of our values lives in which property, which way it goes, and who is right when both sides change it at once. Each line is
          checked against the account; after saving, every linked lead is compared again.
        </p>
        {schema ? null : <p className="text-sm text-warn">The account was not read yet, so its properties cannot be offered or checked.</p>}
      </div>
      <MappingEditor
        mappings={mappings}
        properties={{
          contact: (schema?.properties.contact ?? []).map(({ name, label, readOnly }) => ({ name, label, readOnly })),
          deal: (schema?.properties.deal ?? []).map(({ name, label, readOnly }) => ({ name, label, readOnly })),
        }}
      />
      <OwnerEditor lines={lines} owners={owners} />
    </div>
  )
}

import type { Metadata } from "next"
import { DealRuleForm } from "./deal-rule-form"
import { MappingEditor } from "./mapping-editor"
import { OwnerEditor } from "./owner-editor"
import { readConnections } from "@/lib/sync/connection/crm-connection"
import { readDealRule } from "@/lib/sync/save-deal-rule"
import { readMappings } from "@/lib/sync/save-mappings"
import { readOwners } from "@/lib/sync/save-owners"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "CRM" }

export default async function CrmSettingsPage({ searchParams }: PageProps<"/settings/crm">) {
  const viewer = await requirePage("sync.manage")
  const [crms, { crm: wanted }] = await Promise.all([readConnections(viewer.db), searchParams])
  const crm = crms.find(({ name }) => name === wanted) ?? crms[0]
  if (!crm) return <p className="text-sm text-ink-2">No CRM is connected.</p>
  const ctx = { ...viewer, crm }
  const [{ mappings, schema }, { lines, owners }, dealRule] = await Promise.all([readMappings(ctx), readOwners(ctx), readDealRule(ctx)])
  return (
    <div className="mx-auto grid max-w-6xl gap-4">
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold">{crm.label}</h2>
        <p className="max-w-prose text-sm text-ink-2">
          Which of our values lives in which property, which way it goes, and who is right when both sides change it at once. Each line is
          checked against the account; after saving, every linked lead is compared again.
        </p>
        {schema ? null : <p className="text-sm text-warn">The account was not read yet, so its properties cannot be offered or checked.</p>}
      </div>
      <DealRuleForm key={`deals ${crm.name}`} crm={crm.name} rule={dealRule} />
      <MappingEditor
        key={crm.name}
        crm={crm.name}
        label={crm.label}
        mappings={mappings}
        properties={{
          contact: (schema?.properties.contact ?? []).map(({ name, label, readOnly }) => ({ name, label, readOnly })),
          deal: (schema?.properties.deal ?? []).map(({ name, label, readOnly }) => ({ name, label, readOnly })),
        }}
      />
      <OwnerEditor key={`owners ${crm.name}`} crm={crm.name} label={crm.label} lines={lines} owners={owners} />
    </div>
  )
}

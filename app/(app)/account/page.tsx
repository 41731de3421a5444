import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { PasswordForm } from "./password-form"
import { requireViewer } from "@/lib/web/session"

export const metadata: Metadata = { title: "Account" }

export default async function AccountPage() {
  const viewer = await requireViewer()
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Account" count={viewer.email} />
      <div className="min-h-0 grow overflow-y-auto p-4">
        <PasswordForm />
      </div>
    </div>
  )
}

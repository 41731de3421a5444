import type { Metadata } from "next"
import { FormKeys } from "./form-keys"
import { InputFormatForm } from "./input-format-form"
import { WebsiteScript } from "./website-script"
import { EmptyState } from "@/components/ui/states"
import { listForms } from "@/lib/intake/deliveries/form-keys"
import { env, listOf, publicBaseUrl } from "@/lib/platform/env"
import { INPUT_FORMAT } from "@/lib/platform/settings/input-format-setting"
import { readSetting } from "@/lib/platform/settings/setting"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Forms · Settings" }

export default async function FormSettingsPage() {
  const ctx = await requirePage("settings.manage")
  const [format, forms] = await Promise.all([readSetting(ctx.db, INPUT_FORMAT), listForms(ctx)])
  const { WEBSITE_FORM_KEY: formKey, WEBSITE_FORM_ORIGINS: origins } = env()
  return (
    <div className="grid max-w-4xl gap-8">
      <InputFormatForm format={format} />
      <section className="grid gap-4">
        <div>
          <h2 className="text-base font-semibold">Form fields</h2>
          <p className="text-sm text-ink-2">
            The fields of the latest website submissions and what each is read as. Choose another meaning where one is wrong: failed
            submissions of that form are then processed again.
          </p>
        </div>
        {forms.length === 0 ? (
          <EmptyState title="No submissions yet">Once a form has been submitted, its fields are listed here.</EmptyState>
        ) : (
          forms.map((form) => <FormKeys key={form.form} view={form} />)
        )}
      </section>
      <WebsiteScript site={formKey ? { baseUrl: publicBaseUrl().origin, formKey } : null} origins={listOf(origins)} />
    </div>
  )
}

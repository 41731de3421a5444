import type { Metadata } from "next"
import { QuietHoursForm } from "./quiet-hours-form"
import { SequenceEditor } from "./sequence-editor"
import { SequenceList } from "./sequence-list"
import { LinkButton } from "@/components/ui/button"
import { nurtureAddress } from "@/lib/core/filters/nurture"
import { STARTER } from "@/lib/core/nurture/starter"
import { listSequences } from "@/lib/nurture/sequences/queries"
import { readNurtureResults } from "@/lib/nurture/sequences/results"
import { configuredSenders } from "@/lib/nurture/sending/senders"
import { NURTURE_SETTINGS } from "@/lib/nurture/sequences/settings"
import { listStages } from "@/lib/pipeline/stages/stage-queries"
import { readSetting } from "@/lib/platform/settings/setting"
import { requirePage } from "@/lib/web/session"
import { getTranslations } from "@/lib/web/translations"

export const metadata: Metadata = { title: "Nurture" }

export default async function NurturePage({ searchParams }: PageProps<"/settings/nurture">) {
  const ctx = await requirePage("settings.manage")
  const { edit } = nurtureAddress.read(await searchParams)
  const [sequences, results, settings, stages] = await Promise.all([
    listSequences(ctx),
    readNurtureResults(ctx),
    readSetting(ctx.db, NURTURE_SETTINGS),
    listStages(ctx),
  ])
  const edited = sequences.find(({ id }) => id === edit)
  const isNew = edit === "new"
  if (edited || isNew)
    return (
      <div className="mx-auto max-w-6xl">
        <SequenceEditor
          key={edited ? `${edited.id}:${edited.version}` : "new"}
          sequence={edited ? { id: edited.id, version: edited.version } : null}
          initial={edited ? { name: edited.name, entry: edited.entry, steps: edited.steps } : STARTER}
          stages={stages.filter(({ outcome }) => outcome === "open").map(({ id, name }) => ({ id, name }))}
        />
      </div>
    )
  const { email, whatsapp } = configuredSenders()
  const t = await getTranslations("nurture")
  return (
    <div className="mx-auto grid max-w-5xl gap-6">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid gap-1">
          <h2 className="text-base font-semibold">{t("title")}</h2>
          <p className="max-w-prose text-sm text-ink-2">{t("list.hint")}</p>
          <p className="max-w-prose text-sm text-ink-2">
            {t(email === null ? "list.mailOff" : email.keeps ? "list.mailKept" : "list.mailOn")}{" "}
            {t(whatsapp === null ? "list.whatsappOff" : "list.whatsappOn")}
          </p>
        </div>
        <LinkButton href={nurtureAddress.href({ edit: "new" })} look="primary">
          {t("list.new")}
        </LinkButton>
      </div>
      <SequenceList sequences={sequences} results={results} />
      <QuietHoursForm settings={settings} />
    </div>
  )
}

"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction, type ServerAction } from "@/components/action/use-server-action"
import { Field, Input } from "@/components/ui/field"
import { ReasonDialog } from "./reason-dialog"

/** The word that is typed, so that a press by mistake erases nobody. */
const WORD = "ERASE"

const CONSEQUENCES = ["lead", "deliveries", "reports", "crm", "quotes", "record"] as const

type Props = { leadId: string; title: string; reason?: string; erase: ServerAction<{ leadId: string; reason: string }> }

/** Erasing cannot be taken back, so the dialog says all of what goes and asks for a word and a reason. */
export function ErasePerson({ leadId, title, reason, erase }: Props) {
  const t = useTranslations("privacy.erase")
  const router = useRouter()
  const [word, setWord] = useState("")
  const { executeAsync, isPending } = useServerAction(erase, {
    onSuccess: () => {
      toast.success(t("done"))
      router.push("/settings/privacy")
      router.refresh()
    },
  })
  return (
    <ReasonDialog
      label={t("open")}
      title={t("title", { name: title })}
      description={t("hint")}
      confirm={{ label: t("confirm"), look: "danger", isBusy: isPending, isReady: word.trim().toUpperCase() === WORD }}
      {...(reason === undefined ? {} : { reason })}
      onConfirm={(given) => executeAsync({ leadId, reason: given })}
      onReset={() => setWord("")}
      before={
        <ul className="list-disc ps-5 text-sm text-ink-2">
          {CONSEQUENCES.map((one) => (
            <li key={one}>{t(`consequence.${one}`)}</li>
          ))}
        </ul>
      }
      after={
        <Field label={t("word", { word: WORD })}>
          {(props) => <Input {...props} value={word} onChange={(event) => setWord(event.target.value)} autoComplete="off" />}
        </Field>
      }
    />
  )
}

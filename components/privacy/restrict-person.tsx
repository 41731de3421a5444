"use client"

import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction, type ServerAction } from "@/components/action/use-server-action"
import { ReasonDialog } from "./reason-dialog"

type Restriction = { leadId: string; restricted: boolean; reason: string }
type Props = { leadId: string; title: string; isRestricted: boolean; restrict: ServerAction<Restriction> }

export function RestrictPerson({ leadId, title, isRestricted, restrict }: Props) {
  const t = useTranslations("privacy.restrict")
  const { executeAsync, isPending } = useServerAction(restrict, {
    onSuccess: () => void toast.success(t(isRestricted ? "lifted" : "done")),
  })
  return (
    <ReasonDialog
      label={t(isRestricted ? "lift" : "restrict")}
      title={t(isRestricted ? "liftTitle" : "restrictTitle", { name: title })}
      description={t(isRestricted ? "liftHint" : "restrictHint")}
      confirm={{ label: t(isRestricted ? "confirmLift" : "confirm"), look: "primary", isBusy: isPending }}
      onConfirm={(reason) => executeAsync({ leadId, restricted: !isRestricted, reason })}
    />
  )
}

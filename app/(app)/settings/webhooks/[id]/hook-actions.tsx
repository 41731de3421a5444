"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { SecretOnce } from "@/components/settings/secret-once"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { deleteHookAction, editHookAction, replayDeliveriesAction, rotateHookSecretAction, testHookAction } from "../actions"

type HookActionsProps = { id: string; host: string; isActive: boolean; dead: number }

export function HookActions({ id, host, isActive, dead }: HookActionsProps) {
  const t = useTranslations("webhooks")
  const router = useRouter()
  const [secret, setSecret] = useState<string | null>(null)
  const [isDeleting, setDeleting] = useState(false)
  const send = useServerAction(testHookAction, { onSuccess: () => void toast.success(t("testSent")) })
  const edit = useServerAction(editHookAction)
  const rotate = useServerAction(rotateHookSecretAction, { onSuccess: (made) => setSecret(made.secret) })
  const resend = useServerAction(replayDeliveriesAction, {
    onSuccess: ({ replayed }) => void toast.success(t("resent", { count: replayed })),
  })
  const remove = useServerAction(deleteHookAction, { onSuccess: () => router.push("/settings/webhooks") })
  return (
    <>
      <Button size="sm" isBusy={send.isPending} onClick={() => send.execute({ id })}>
        {t("sendTest")}
      </Button>
      <Button size="sm" isBusy={edit.isPending} onClick={() => edit.execute({ id, isActive: !isActive })}>
        {isActive ? t("turnOff") : t("turnOn")}
      </Button>
      {dead > 0 ? (
        <Button size="sm" isBusy={resend.isPending} onClick={() => resend.execute({ id, deliveries: "dead" })}>
          {t("resendAll")}
        </Button>
      ) : null}
      <Button size="sm" isBusy={rotate.isPending} onClick={() => rotate.execute({ id })}>
        {t("rotate")}
      </Button>
      <Button size="sm" look="danger" onClick={() => setDeleting(true)}>
        {t("remove")}
      </Button>
      {secret ? <SecretOnce title={t("secretTitle")} what={t("secretWhat")} secret={secret} onClose={() => setSecret(null)} /> : null}
      {isDeleting ? (
        <Dialog open onOpenChange={setDeleting} title={t("removeTitle")} description={t("removeHint", { host })}>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setDeleting(false)}>{t("cancel")}</Button>
            <Button look="danger" isBusy={remove.isPending} onClick={() => remove.execute({ id })}>
              {t("remove")}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </>
  )
}

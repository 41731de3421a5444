"use client"

import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { endSessionsAction } from "./actions"

function useEndSessions() {
  const t = useTranslations("account.sessions")
  return useServerAction(endSessionsAction, { onSuccess: ({ ended }) => void toast.success(t("ended", { count: ended })) })
}

export function EndSession({ id, browser }: { id: string; browser: string }) {
  const t = useTranslations("account.sessions")
  const end = useEndSessions()
  return (
    <Button size="sm" aria-label={t("endLabel", { browser })} isBusy={end.isPending} onClick={() => end.execute({ sessionId: id })}>
      {t("end")}
    </Button>
  )
}

export function EndOtherSessions({ currentId }: { currentId: string }) {
  const t = useTranslations("account.sessions")
  const end = useEndSessions()
  return (
    <Button size="sm" isBusy={end.isPending} onClick={() => end.execute({ except: currentId })}>
      {t("endOthers")}
    </Button>
  )
}

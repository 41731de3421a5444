"use client"

import Link from "next/link"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { timeOf } from "@/components/layout/message-time"
import { Badge, type Tone } from "@/components/ui/badge"
import { Button } from "@/components/ui/button"
import { Table, Td, Th, THead, Tr } from "@/components/ui/table"
import { Clock } from "@/components/ui/time"
import { SAMPLE_LEAD_ID } from "@/lib/core/hooks/hook-events"
import type { DeliveryView } from "@/lib/hooks/deliveries"
import { replayDeliveriesAction } from "../actions"

const TONES: Record<DeliveryView["state"], Tone> = { pending: "warn", leased: "neutral", done: "ok", dead: "danger" }

export function DeliveriesTable({ hookId, deliveries }: { hookId: string; deliveries: readonly DeliveryView[] }) {
  const t = useTranslations("webhooks")
  return (
    <Table label={t("deliveries")} className="rounded-lg border border-line">
      <THead>
        <Th>{t("when")}</Th>
        <Th>{t("event")}</Th>
        <Th>{t("lead")}</Th>
        <Th>{t("state")}</Th>
        <Th isNumeric>{t("tries")}</Th>
        <Th>{t("answer")}</Th>
        <Th isHidden>{t("actions")}</Th>
      </THead>
      <tbody>
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} hookId={hookId} delivery={delivery} />
        ))}
      </tbody>
    </Table>
  )
}

function DeliveryRow({ hookId, delivery }: { hookId: string; delivery: DeliveryView }) {
  const t = useTranslations("webhooks")
  const { id, type, leadId, state, attempts, status, error, createdAt, nextTryAt } = delivery
  const resend = useServerAction(replayDeliveriesAction, {
    onSuccess: ({ replayed }) => void toast.success(t("resent", { count: replayed })),
  })
  return (
    <Tr>
      <Td className="whitespace-nowrap">
        <Clock iso={createdAt} />
      </Td>
      <Td className="font-mono text-xs">{type}</Td>
      <Td>
        {leadId === SAMPLE_LEAD_ID ? (
          t("testLead")
        ) : (
          <Link href={`/leads/${leadId}`} className="text-accent underline">
            {t("showLead")}
          </Link>
        )}
      </Td>
      <Td>
        <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
      </Td>
      <Td className="text-end tabular-nums">{attempts}</Td>
      <Td className="min-w-40 text-xs text-ink-2">
        {error ?? (status === null ? "" : String(status))}
        {state === "pending" && nextTryAt && attempts > 0 ? (
          <span className="block text-ink-3">{t.rich("nextTry", timeOf(nextTryAt))}</span>
        ) : null}
      </Td>
      <Td className="text-end">
        <Button size="sm" isBusy={resend.isPending} onClick={() => resend.execute({ id: hookId, deliveries: [id] })}>
          {t("resend")}
        </Button>
      </Td>
    </Tr>
  )
}

import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { z } from "zod"
import { EmptyState } from "@/components/ui/states"
import { ListDeliveries, listDeliveries } from "@/lib/hooks/deliveries"
import { getHook } from "@/lib/hooks/endpoints"
import { AppError } from "@/lib/platform/errors"
import { requirePage } from "@/lib/web/session"
import { getTranslations } from "@/lib/web/translations"
import { HookDialog } from "../hook-dialog"
import { HookState } from "../hook-state"
import { DeliveriesTable } from "./deliveries-table"
import { HookActions } from "./hook-actions"

export const metadata: Metadata = { title: "Webhook" }

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function WebhookPage({ params, searchParams }: Props) {
  const ctx = await requirePage("hooks.manage")
  const id = z.uuid().safeParse((await params).id).data ?? notFound()
  const hook = await getHook(ctx, { id }).catch((error: unknown) => (error instanceof AppError ? notFound() : Promise.reject(error)))
  const cursor = ListDeliveries.shape.cursor.safeParse((await searchParams)["cursor"]).data
  const [{ data, nextCursor }, t] = await Promise.all([
    listDeliveries(ctx, { id, ...(cursor === undefined ? {} : { cursor }) }),
    getTranslations("webhooks"),
  ])
  return (
    <section className="grid max-w-4xl content-start gap-4" aria-labelledby="webhook">
      <Link href="/settings/webhooks" className="w-fit text-sm text-accent underline">
        {t("back")}
      </Link>
      <div className="grid gap-2">
        <h2 id="webhook" className="text-base font-semibold break-all" dir="ltr">
          {hook.url}
        </h2>
        <HookState hook={hook} />
        <p className="font-mono text-xs text-ink-3">{hook.events.join(", ")}</p>
        <div className="flex flex-wrap gap-2">
          <HookDialog known={{ id, url: hook.url, events: hook.events }} button={t("edit")} />
          <HookActions id={id} host={new URL(hook.url).host} isActive={hook.isActive} dead={hook.dead} />
        </div>
      </div>
      <h3 className="text-sm font-semibold">{t("deliveries")}</h3>
      {data.length === 0 ? (
        <EmptyState title={t("noDeliveries")}>{t("noDeliveriesHint")}</EmptyState>
      ) : (
        <DeliveriesTable hookId={id} deliveries={data} />
      )}
      {nextCursor ? (
        <Link href={`/settings/webhooks/${id}?cursor=${nextCursor}`} className="w-fit text-sm text-accent underline">
          {t("older")}
        </Link>
      ) : null}
    </section>
  )
}

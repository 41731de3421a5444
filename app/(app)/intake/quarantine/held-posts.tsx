"use client"

import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Clock } from "@/components/ui/time"
import type { HeldPost } from "@/lib/intake/deliveries/quarantine"
import { decideHeldAction } from "./actions"

export function HeldPosts({ posts }: { posts: HeldPost[] }) {
  const t = useTranslations("quarantine")
  if (posts.length === 0) return null
  return (
    <ul aria-label={t("list")} className="grid gap-2">
      {posts.map((post) => (
        <li key={post.id} className="grid gap-1 rounded-lg border border-line bg-surface p-3">
          <div className="flex flex-wrap items-baseline gap-x-3">
            <span dir="auto" className="font-medium break-all">
              {post.name ?? t("noName")}
            </span>
            <span className="text-ink-2 break-all">{post.contacts.join(" · ")}</span>
            <span className="ms-auto text-ink-3">
              <Clock iso={post.receivedAt} />
            </span>
          </div>
          {post.text ? (
            <p dir="auto" className="line-clamp-4 break-words whitespace-pre-wrap text-ink-2">
              {post.text}
            </p>
          ) : null}
          <p className="break-words text-warn">{post.reason}</p>
          <Decision id={post.id} />
        </li>
      ))}
    </ul>
  )
}

function Decision({ id }: { id: string }) {
  const t = useTranslations("quarantine")
  const decide = useServerAction(decideHeldAction, {
    onSuccess: ({ decided }, { decision }) =>
      void toast.success(decision === "release" ? t("released") : t("discarded", { count: decided })),
  })
  return (
    <div className="flex gap-2">
      <Button size="sm" isBusy={decide.isPending} onClick={() => decide.execute({ receipts: [id], decision: "release" })}>
        {t("release")}
      </Button>
      <Button size="sm" isBusy={decide.isPending} onClick={() => decide.execute({ receipts: [id], decision: "discard" })}>
        {t("discard")}
      </Button>
    </div>
  )
}

export function DiscardAll({ ids }: { ids: string[] }) {
  const t = useTranslations("quarantine")
  const discard = useServerAction(decideHeldAction, { onSuccess: ({ decided }) => void toast.success(t("discarded", { count: decided })) })
  return (
    <Button size="sm" isBusy={discard.isPending} onClick={() => discard.execute({ receipts: ids, decision: "discard" })}>
      {t("discardAll", { count: String(ids.length) })}
    </Button>
  )
}

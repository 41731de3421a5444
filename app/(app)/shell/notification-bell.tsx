"use client"

import { Bell } from "lucide-react"
import Link from "next/link"
import { useEffect, useState } from "react"
import { useTranslations } from "use-intl/react"
import { readQuietly } from "@/components/action/read-quietly"
import { useServerAction } from "@/components/action/use-server-action"
import { cx } from "@/components/ui/class-names"
import { Button } from "@/components/ui/button"
import { Popover } from "@/components/ui/popover"
import { Clock } from "@/components/ui/time"
import type { Bell as BellView } from "@/lib/notifications/notifications"
import { useLive } from "@/components/layout/live"
import { readBellAction, readNotificationsAction } from "./actions"

/** Where a line that counts leads to; others lead to their lead. */
const PAGES: Record<string, string> = {
  task_overdue: "/queue?agent=all",
  sla_breach: "/queue?agent=all",
  high_priority: "/leads?band=high",
  assigned: "/leads?owner=me",
  crm_quota: "/sync",
  hook_disabled: "/settings/webhooks",
  report_check: "/dashboards/data-quality",
}

/** What has become due or late, or was given to one; it rings by itself and forgets what was looked at. */
export function NotificationBell({ bell: given, me }: { bell: BellView; me: string }) {
  const t = useTranslations("shell.notifications")
  const [bell, setBell] = useState(given)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => setBell(given), [given])
  useLive(({ ids, notified }) => {
    if (ids === "many" || notified?.includes(me)) void readQuietly(readBellAction, undefined).then((read) => read && setBell(read))
  })
  const markRead = useServerAction(readNotificationsAction, { onSuccess: setBell })
  const mark = (ids: string[] | "all") => markRead.execute({ ids })
  const { unread, items } = bell
  return (
    <Popover
      title={t("title")}
      align="end"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          aria-label={unread === 0 ? t("title") : t("titleUnread", { count: String(unread) })}
          className="relative inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink"
        >
          <Bell aria-hidden className="size-4" />
          {unread > 0 ? (
            <span
              aria-hidden
              className="absolute -end-1 -top-1 min-w-4 rounded-full bg-accent px-1 text-center text-2xs leading-4 font-medium text-accent-ink"
            >
              {unread > 99 ? "99+" : unread}
            </span>
          ) : null}
        </button>
      }
    >
      {items.length === 0 ? <p className="w-72 text-ink-2">{t("empty")}</p> : null}
      <ul className="grid w-80 max-w-full gap-0.5">
        {items.map(({ id, kind, title, leadId, at, isRead }) => (
          <li key={id}>
            <Link
              href={leadId ? `/leads/${leadId}` : (PAGES[kind] ?? "/queue")}
              onClick={() => {
                setOpen(false)
                if (!isRead) mark([id])
              }}
              className={cx("grid rounded-md px-2 py-1.5 hover:bg-hover", isRead ? "text-ink-2" : "font-medium")}
            >
              <span dir="auto" className="break-words">
                {isRead ? null : <span className="sr-only">{t("unread")}</span>}
                {title}
              </span>
              <span className="text-xs font-normal text-ink-3">
                <Clock iso={at} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {unread > 0 ? (
        <Button size="sm" look="quiet" onClick={() => mark("all")}>
          {t("markAll")}
        </Button>
      ) : null}
    </Popover>
  )
}

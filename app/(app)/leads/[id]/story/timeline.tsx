"use client"

import { ExternalLink } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "use-intl/react"
import { Badge } from "@/components/ui/badge"
import { cx } from "@/components/ui/class-names"
import { EmptyState } from "@/components/ui/states"
import { TimeOfDay, useTimes } from "@/components/ui/time"
import type { LeadDetail, LeadTouchpoint } from "@/lib/leads/lead-views"
import { ChannelIcon, channelLabel } from "@/components/lead/channel-icon"
import { touchAnchor } from "./touch-anchor"

/** Everything that happened with this person, on every channel, newest first. */
export function Timeline({ touchpoints, conversations }: { touchpoints: LeadTouchpoint[]; conversations: LeadDetail["conversations"] }) {
  const t = useTranslations("timeline")
  const { zone } = useTimes()
  if (touchpoints.length === 0) return <EmptyState title={t("empty")} />
  const urlOf = new Map(conversations.map(({ id, url }) => [id, url]))
  return (
    <div className="mx-auto grid max-w-3xl gap-5">
      <ConversationLinks conversations={conversations} />
      {byDay(touchpoints, zone).map(([day, touches]) => (
        <section key={day} aria-label={day}>
          <h2 className="sticky top-0 z-10 bg-surface py-1 text-xs font-medium text-ink-3">{day}</h2>
          <ol className="grid gap-1.5">
            {touches.map((touch) => (
              <Touch key={touch.id} touch={touch} url={touch.conversationId ? (urlOf.get(touch.conversationId) ?? null) : null} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

function Touch({ touch, url }: { touch: LeadTouchpoint; url: string | null }) {
  const t = useTranslations("timeline")
  const isTalk = touch.kind === "message" && touch.text !== null
  const isOurs = touch.direction === "outbound"
  return (
    <li
      id={touchAnchor(touch.id)}
      className={cx(
        "grid scroll-mt-10 grid-cols-[1.25rem_1fr] gap-2.5 rounded-lg target:outline-2 target:outline-offset-4 target:outline-accent",
        isOurs && isTalk && "ms-8",
      )}
    >
      <span className={cx("mt-1.5", touch.kind === "call_missed" ? "text-danger" : "text-ink-3")}>
        <ChannelIcon channel={touch.channel} className="size-4" />
      </span>
      <div
        className={cx(
          "min-w-0 rounded-lg border px-3 py-1.5 text-sm",
          isTalk && isOurs ? "border-transparent bg-accent-soft" : "border-line bg-raised",
        )}
      >
        <div className="flex flex-wrap items-center gap-x-2 text-xs text-ink-3">
          <span className={touch.kind === "call_missed" ? "font-medium text-danger" : "text-ink-2"}>
            {touch.author.name ? (
              <bdi dir="auto" className="font-medium">
                {touch.author.name}
              </bdi>
            ) : isTalk ? (
              t(isOurs ? "us" : "them")
            ) : null}{" "}
            {isTalk ? null : t(`kind.${touch.kind}`)}
          </span>
          {touch.author.role === "bot" ? <Badge>{t("bot")}</Badge> : null}
          {touch.direction === "internal" && touch.details["note"] === true ? <Badge tone="warn">{t("note")}</Badge> : null}
          {touch.details["automated"] === true ? <Badge>{t("automated")}</Badge> : null}
          <TimeOfDay iso={touch.occurredAt} className="ms-auto" />
          {url ? (
            <a href={url} target="_blank" rel="noreferrer" title={t("openIn", { channel: channelLabel(touch.channel) })}>
              <ExternalLink aria-hidden className="size-3" />
              <span className="sr-only">{t("openIn", { channel: channelLabel(touch.channel) })}</span>
            </a>
          ) : null}
        </div>
        {touch.text ? (
          <p dir="auto" className="break-words whitespace-pre-line">
            {touch.text}
          </p>
        ) : null}
        <Details touch={touch} />
        <OtherFields fields={touch.details["fields"] ?? touch.details["notUnderstood"]} />
        <ReadingNotes notes={touch.details["notes"]} />
        {touch.attachments.map((file) => (
          <a key={file.url} href={file.url} target="_blank" rel="noreferrer" className="text-accent underline">
            {file.name ?? file.contentType ?? t("attachment")}
          </a>
        ))}
      </div>
    </li>
  )
}

/** The few details worth reading; the whole body is one click away in the intake log. */
function Details({ touch }: { touch: LeadTouchpoint }) {
  const t = useTranslations("timeline")
  const text = (key: string): string | null => {
    const value = touch.details[key]
    return typeof value === "string" || typeof value === "number" ? String(value) : null
  }
  const [file, row, enteredBy] = [text("file"), text("row"), text("enteredBy")]
  const seconds = Number(touch.details["talkSeconds"] ?? 0)
  const shown = [
    touch.text === null ? text("label") : null,
    text("form"),
    text("vehicle"),
    touch.kind === "call_answered" && seconds > 0
      ? t("talked", { minutes: String(Math.floor(seconds / 60)), seconds: String(seconds % 60) })
      : null,
    touch.channel === "ziwo" ? text("agentName") : null,
    text("recordingFile") ? t("recorded") : null,
    text("bookingId"),
    touch.kind === "delivery_update" ? text("status") : null,
    touch.kind === "conversation_event" ? text("event") : null,
    file && row ? t("row", { row, file }) : null,
    enteredBy ? t("enteredBy", { name: enteredBy }) : null,
  ].filter((part) => part !== null)
  if (shown.length === 0 && !touch.receipt) return null
  return (
    <p className="flex flex-wrap gap-x-2 text-xs text-ink-3">
      {shown.map((part) => (
        <bdi key={part} dir="auto">
          {part}
        </bdi>
      ))}
    </p>
  )
}

/** Fields of a form, or parts of a message, that are kept although they were not understood. */
function OtherFields({ fields }: { fields: unknown }) {
  const t = useTranslations("timeline")
  const entries = typeof fields === "object" && fields !== null ? Object.entries(fields) : []
  if (entries.length === 0) return null
  return (
    <details className="mt-0.5 text-xs text-ink-3">
      <summary className="cursor-pointer">{t("otherFields", { count: entries.length })}</summary>
      <dl className="mt-1 grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-3 gap-y-0.5">
        {entries.map(([key, value]) => (
          <div key={key} className="contents">
            <dt dir="auto" className="break-words">
              {key}
            </dt>
            <dd dir="auto" className="break-words text-ink-2">
              {typeof value === "string" ? value : JSON.stringify(value)}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** What could not be read of the event, or was read by the team's own habits. */
function ReadingNotes({ notes }: { notes: unknown }) {
  const shown = Array.isArray(notes) ? notes.filter((note) => typeof note === "string") : []
  if (shown.length === 0) return null
  return (
    <ul className="mt-0.5 text-xs text-warn">
      {shown.map((note) => (
        <li key={note} dir="auto" className="break-words">
          {note}
        </li>
      ))}
    </ul>
  )
}

function ConversationLinks({ conversations }: { conversations: LeadDetail["conversations"] }) {
  const t = useTranslations("timeline")
  if (conversations.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2 text-xs">
      {conversations.map(({ id, provider, url, messageCount }) => (
        <li key={id} className="inline-flex items-center gap-1.5 rounded-md border border-line bg-raised px-2 py-1">
          <ChannelIcon channel={provider} />
          {url ? (
            <Link href={url} target="_blank" rel="noreferrer" className="text-accent underline">
              {t("thread", { channel: channelLabel(provider) })}
            </Link>
          ) : (
            t("thread", { channel: channelLabel(provider) })
          )}
          <span className="text-ink-3">{t("messages", { count: messageCount })}</span>
        </li>
      ))}
    </ul>
  )
}

function byDay(touchpoints: readonly LeadTouchpoint[], timeZone: string): [string, LeadTouchpoint[]][] {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "long", day: "numeric", month: "long", year: "numeric" })
  const days = new Map<string, LeadTouchpoint[]>()
  for (const touch of touchpoints) {
    const day = format.format(new Date(touch.occurredAt))
    days.set(day, [...(days.get(day) ?? []), touch])
  }
  return [...days]
}

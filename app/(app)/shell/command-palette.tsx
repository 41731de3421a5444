"use client"

import { Dialog } from "@base-ui/react/dialog"
import { Command } from "cmdk"
import { CornerDownLeft, Plus, Search, SunMoon } from "lucide-react"
import { useRouter } from "next/navigation"
import { useEffect, useState, type ReactNode } from "react"
import { useTranslations } from "use-intl/react"
import { leadTitle } from "@/components/lead/lead-name"
import { formatPhone } from "@/components/lead/phone-number"
import { STAGE_NAMES, StageDot } from "@/components/lead/stage-pill"
import { BACKDROP } from "@/components/ui/dialog"
import { Spinner } from "@/components/ui/spinner"
import { Kbd } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import { NavIcon, type NavItem } from "./nav"
import { searchLeads, type FoundLead, type SearchLeads } from "./search-leads"
import { switchTheme } from "./theme-toggle"
import { useLeadSearch } from "./use-lead-search"

type PaletteProps = {
  items: readonly NavItem[]
  /** Where a lead is added by hand; nowhere, for those who may not. */
  quickAddHref?: string | undefined
  search?: SearchLeads
}

/** Ctrl K: open a page, find a lead, add a lead. */
export function CommandPalette({ items, quickAddHref, search = searchLeads }: PaletteProps) {
  const t = useTranslations("shell.palette")
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState("")
  const { found, state } = useLeadSearch(query, search)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.shiftKey) {
        event.preventDefault()
        setOpen((isOpen) => !isOpen)
      }
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [])
  const close = () => {
    setOpen(false)
    setQuery("")
  }
  const go = (href: string) => {
    close()
    router.push(href)
  }
  const isNamed = (words: string) => words.toLowerCase().includes(query.trim().toLowerCase())
  const pages = items.filter(({ label }) => isNamed(`${t("goTo")} ${label}`))
  return (
    <>
      <Trigger onOpen={() => setOpen(true)} />
      <Dialog.Root open={open} onOpenChange={(next) => (next ? setOpen(true) : close())}>
        <Dialog.Portal>
          <Dialog.Backdrop className={BACKDROP} />
          <Dialog.Popup
            aria-label={t("label")}
            className="pop fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl border border-line bg-raised shadow-xl outline-none"
          >
            <Command label={t("label")} shouldFilter={false}>
              <div className="flex items-center gap-2.5 border-b border-line ps-4 pe-3">
                {state === "searching" ? (
                  <Spinner className="size-4 text-ink-3" />
                ) : (
                  <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
                )}
                <Command.Input
                  value={query}
                  onValueChange={setQuery}
                  placeholder={t("placeholder")}
                  className="h-12 min-w-0 grow bg-transparent text-base outline-none"
                />
                <Kbd>Esc</Kbd>
              </div>
              <Command.List className="max-h-[min(24rem,60dvh)] scroll-py-2 overflow-y-auto overscroll-contain p-2 text-sm">
                <Command.Empty className="px-3 py-8 text-center text-ink-2">
                  {state === "searching" ? t("searching") : t("empty")}
                </Command.Empty>
                {state === "failed" ? <p className="px-3 py-2 text-danger">{t("failed")}</p> : null}
                {found.length > 0 ? (
                  <Group heading={t("leads")}>
                    {found.map((lead) => (
                      <Entry key={lead.id} value={lead.id} onSelect={() => go(`/leads/${lead.id}`)}>
                        <Lead lead={lead} />
                      </Entry>
                    ))}
                  </Group>
                ) : null}
                {pages.length > 0 ? (
                  <Group heading={t("goTo")}>
                    {pages.map(({ href, label, icon }) => (
                      <Entry key={href} value={href} onSelect={() => go(href)}>
                        <NavIcon icon={icon} />
                        {label}
                      </Entry>
                    ))}
                  </Group>
                ) : null}
                <Actions isNamed={isNamed} quickAddHref={quickAddHref} go={go} close={close} />
              </Command.List>
            </Command>
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </>
  )
}

type ActionsProps = { isNamed: (words: string) => boolean; quickAddHref: string | undefined; go: (href: string) => void; close: () => void }

function Actions({ isNamed, quickAddHref, go, close }: ActionsProps) {
  const t = useTranslations("shell")
  const canAdd = quickAddHref !== undefined && isNamed(t("palette.newLead"))
  const canSwitch = isNamed(t("theme"))
  if (!canAdd && !canSwitch) return null
  return (
    <Group heading={t("palette.actions")}>
      {canAdd ? (
        <Entry value="quick-add" onSelect={() => go(quickAddHref)}>
          <Plus aria-hidden className="size-4" />
          {t("palette.newLead")}
        </Entry>
      ) : null}
      {canSwitch ? (
        <Entry
          value="theme"
          onSelect={() => {
            switchTheme()
            close()
          }}
        >
          <SunMoon aria-hidden className="size-4" />
          {t("theme")}
        </Entry>
      ) : null}
    </Group>
  )
}

const Group = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <Command.Group
    heading={heading}
    className="not-first:mt-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
  >
    {children}
  </Command.Group>
)

const Entry = ({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) => (
  <Command.Item
    value={value}
    onSelect={onSelect}
    className="group flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 py-1.5 text-ink-2 select-none data-[selected=true]:bg-hover data-[selected=true]:text-ink"
  >
    {children}
    <CornerDownLeft aria-hidden className="ms-auto hidden size-3.5 shrink-0 text-ink-3 group-data-[selected=true]:block rtl:-scale-x-100" />
  </Command.Item>
)

/** Namesakes are told apart by their contact, stage, owner, vehicle and last activity. */
function Lead({ lead: { name, phones, emails, stage, kind, owner, vehicle, lastActivityAt } }: { lead: FoundLead }) {
  const [phone] = phones
  const [email] = emails
  const contact = phone ? formatPhone(phone) : email
  const isStaged = stage !== undefined && (kind ?? "lead") === "lead"
  const about = [isStaged ? (STAGE_NAMES[stage] ?? stage) : null, owner?.name, vehicle].filter(Boolean)
  return (
    <>
      {isStaged ? <StageDot stage={stage} /> : null}
      <span className="min-w-0">
        <span className="flex items-baseline gap-2.5">
          <bdi dir="auto" className="truncate font-medium text-ink">
            {leadTitle({ name, phone, email })}
          </bdi>
          {name && contact ? (
            <bdi dir="ltr" className="shrink-0 text-xs text-ink-3">
              {contact}
            </bdi>
          ) : null}
        </span>
        <span className="flex gap-1.5 text-xs text-ink-3">
          <span className="truncate">{about.join(" · ")}</span>
          {lastActivityAt === undefined ? null : <Clock iso={lastActivityAt} />}
        </span>
      </span>
    </>
  )
}

function Trigger({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations("shell.palette")
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-label={t("label")}
      aria-keyshortcuts="Control+K Meta+K"
      className="flex h-control min-w-0 items-center gap-2 rounded-md border border-line bg-sunken px-2.5 text-sm text-ink-3 transition-colors hover:border-line-strong md:w-72"
    >
      <Search aria-hidden className="size-4 shrink-0" />
      <span className="grow truncate text-start max-sm:hidden">{t("label")}</span>
      <span className="max-md:hidden">
        <Kbd>Ctrl K</Kbd>
      </span>
    </button>
  )
}

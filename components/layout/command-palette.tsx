"use client"

import { Command } from "cmdk"
import { Search } from "lucide-react"
import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { Kbd } from "@/components/ui/states"
import { leadTitle } from "@/components/lead/lead-name"
import { formatPhone } from "@/components/lead/phone-number"
import type { NavItem } from "./nav"

type Found = { id: string; name: string | null; phones: string[]; emails: string[] }

/** Ctrl K: go anywhere, find anybody. The search is the same as the leads table's. */
export const CommandPalette = ({ items }: { items: readonly NavItem[] }) => {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState("")
  const [found, setFound] = useState<Found[]>([])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault()
        setOpen((isOpen) => !isOpen)
      }
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [])
  useEffect(() => {
    const q = query.trim()
    if (q.length < 2) {
      setFound([])
      return
    }
    const cancel = new AbortController()
    fetch(`/api/v1/leads?limit=8&q=${encodeURIComponent(q)}`, { signal: cancel.signal })
      .then((answer) => (answer.ok ? (answer.json() as Promise<{ data: Found[] }>) : { data: [] }))
      .then(({ data }) => setFound(data))
      .catch(() => undefined)
    return () => cancel.abort()
  }, [query])
  const go = (href: string) => {
    setOpen(false)
    setQuery("")
    router.push(href)
  }
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="flex h-8 min-w-0 items-center gap-2 rounded-md border border-line bg-sunken px-2.5 text-sm text-ink-3 hover:border-line-strong md:w-72"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="grow truncate text-start max-sm:hidden">Find a lead or a page</span>
        <span className="max-md:hidden">
          <Kbd>Ctrl K</Kbd>
        </span>
        <span className="sr-only sm:hidden">Find a lead or a page</span>
      </button>
      <Command.Dialog
        open={open}
        onOpenChange={setOpen}
        label="Find a lead or a page"
        shouldFilter={false}
        overlayClassName="fixed inset-0 z-40 bg-black/40"
        contentClassName="fixed inset-x-3 top-[12vh] z-50 mx-auto max-w-lg overflow-hidden rounded-xl border border-line bg-raised shadow-xl"
      >
        <Command.Input
          value={query}
          onValueChange={setQuery}
          placeholder="Name, phone in any format, e-mail …"
          className="h-11 w-full border-b border-line bg-transparent px-4 text-sm outline-none"
        />
        <Command.List className="max-h-80 overflow-y-auto p-1.5 text-sm">
          <Command.Empty className="px-3 py-6 text-center text-ink-3">Nobody found.</Command.Empty>
          {found.map((lead) => (
            <Command.Item
              key={lead.id}
              value={lead.id}
              onSelect={() => go(`/leads/${lead.id}`)}
              className="flex items-center gap-3 rounded-md px-3 py-2 data-[selected=true]:bg-hover"
            >
              <bdi dir="auto" className="truncate font-medium">
                {leadTitle({ name: lead.name, phone: lead.phones[0], email: lead.emails[0] })}
              </bdi>
              <bdi dir="ltr" className="ms-auto text-xs text-ink-3">
                {lead.phones[0] ? formatPhone(lead.phones[0]) : lead.emails[0]}
              </bdi>
            </Command.Item>
          ))}
          {items
            .filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()))
            .map(({ href, label }) => (
              <Command.Item
                key={href}
                value={href}
                onSelect={() => go(href)}
                className="rounded-md px-3 py-2 data-[selected=true]:bg-hover"
              >
                Go to {label}
              </Command.Item>
            ))}
        </Command.List>
      </Command.Dialog>
    </>
  )
}

"use client"

import { Tabs as Base } from "@base-ui/react/tabs"
import type { ReactNode } from "react"

type Tab = { id: string; label: string; count?: number; panel: ReactNode }

type TabsProps = { label: string; tabs: readonly Tab[]; value?: string; onChange?: (id: string) => void }

/** Arrow keys walk, Home and End jump. Without `value` it remembers by itself. */
export const Tabs = ({ label, tabs, value, onChange }: TabsProps) => (
  <Base.Root
    {...(value === undefined ? { defaultValue: tabs[0]?.id } : { value })}
    {...(onChange ? { onValueChange: (id: unknown) => onChange(String(id)) } : {})}
    className="grid min-h-0 gap-3"
  >
    <Base.List aria-label={label} className="relative flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map(({ id, label: name, count }) => (
        <Base.Tab
          key={id}
          value={id}
          className="inline-flex h-9 items-center gap-1.5 rounded-t-md px-2.5 text-sm whitespace-nowrap text-ink-2 hover:text-ink focus-visible:-outline-offset-2 data-active:font-medium data-active:text-ink"
        >
          {name}
          {count === undefined ? null : <span className="text-xs font-normal text-ink-3">{count.toLocaleString("en")}</span>}
        </Base.Tab>
      ))}
      <Base.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) bg-accent transition-[translate,width] duration-150" />
    </Base.List>
    {tabs.map(({ id, panel }) => (
      <Base.Panel key={id} value={id} className="min-h-0 outline-offset-2">
        {panel}
      </Base.Panel>
    ))}
  </Base.Root>
)

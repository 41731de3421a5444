"use client"

import { Menu as Base } from "@base-ui/react/menu"
import type { ReactElement, ReactNode } from "react"

export const Menu = ({ trigger, children }: { trigger: ReactElement; children: ReactNode }) => (
  <Base.Root>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner sideOffset={4} align="end" className="z-50">
        <Base.Popup className="min-w-44 rounded-lg border border-line bg-raised p-1 text-sm shadow-lg outline-none">{children}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

export const MenuItem = ({ onSelect, disabled, children }: { onSelect: () => void; disabled?: boolean; children: ReactNode }) => (
  <Base.Item
    onClick={onSelect}
    {...(disabled === undefined ? {} : { disabled })}
    className="flex w-full cursor-default items-center gap-2 rounded-md px-2 py-1.5 outline-none data-[disabled]:text-ink-3 data-[highlighted]:bg-hover"
  >
    {children}
  </Base.Item>
)

export const MenuHeading = ({ children }: { children: ReactNode }) => <div className="px-2 py-1 text-xs text-ink-3">{children}</div>

"use client"

import { Menu as Base } from "@base-ui/react/menu"
import type { ReactElement, ReactNode } from "react"
import { cx } from "./class-names"

type MenuProps = { trigger: ReactElement; align?: "start" | "end"; children: ReactNode }

export const Menu = ({ trigger, align = "end", children }: MenuProps) => (
  <Base.Root>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner sideOffset={4} collisionPadding={8} align={align} className="z-50 outline-none">
        <Base.Popup className="pop max-h-(--available-height) min-w-48 overflow-y-auto rounded-lg border border-line bg-raised p-1 text-sm shadow-lg outline-none">
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

const ITEM =
  "flex min-h-7 w-full cursor-default items-center gap-2 rounded-md px-2 py-1 outline-none select-none data-disabled:text-ink-3 data-highlighted:bg-hover data-highlighted:not-data-disabled:text-ink"

type ItemProps = { onSelect: () => void; disabled?: boolean; tone?: "danger"; children: ReactNode }

export const MenuItem = ({ onSelect, disabled, tone, children }: ItemProps) => (
  <Base.Item
    onClick={onSelect}
    {...(disabled === undefined ? {} : { disabled })}
    className={cx(ITEM, tone === "danger" && "text-danger data-highlighted:bg-danger-soft data-highlighted:not-data-disabled:text-danger")}
  >
    {children}
  </Base.Item>
)

export const MenuSeparator = () => <Base.Separator className="-mx-1 my-1 h-px bg-line" />

export const MenuHeading = ({ children }: { children: ReactNode }) => <div className="px-2 py-1 text-xs text-ink-3">{children}</div>

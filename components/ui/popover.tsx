"use client"

import { Popover as Base } from "@base-ui/react/popover"
import type { ReactElement, ReactNode } from "react"

type PopoverProps = {
  trigger: ReactElement
  title: string
  align?: "start" | "center" | "end"
  open?: boolean
  onOpenChange?: (open: boolean) => void
  children: ReactNode
}

/** A small panel at its button: an explanation, or a choice of a few controls. Not modal. */
export const Popover = ({ trigger, title, align = "start", open, onOpenChange, children }: PopoverProps) => (
  <Base.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange: (next) => onOpenChange(next) } : {})}>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner sideOffset={6} collisionPadding={8} align={align} className="z-50">
        <Base.Popup className="pop grid max-h-(--available-height) w-max max-w-[min(24rem,var(--available-width))] gap-2 overflow-y-auto rounded-lg border border-line bg-raised p-3 text-sm shadow-lg outline-none">
          <Base.Title className="text-xs font-medium text-ink-2">{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

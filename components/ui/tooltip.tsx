"use client"

import { Tooltip as Base } from "@base-ui/react/tooltip"
import type { ReactElement, ReactNode } from "react"

export const TooltipProvider = ({ children }: { children: ReactNode }) => <Base.Provider delay={350}>{children}</Base.Provider>

type TooltipProps = {
  label: ReactNode
  side?: "top" | "bottom" | "inline-end" | "inline-start"
  disabled?: boolean
  children: ReactElement
}

/** A word more about a control, by pointer and by keyboard. It never holds what nothing else says. */
export const Tooltip = ({ label, side = "top", disabled = false, children }: TooltipProps) => (
  <Base.Root disabled={disabled}>
    <Base.Trigger render={children} />
    <Base.Portal>
      <Base.Positioner sideOffset={6} collisionPadding={8} side={side} className="z-50">
        <Base.Popup className="pop flex max-w-64 items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-surface shadow-md">
          {label}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

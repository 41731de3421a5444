"use client"

import { Dialog as Base } from "@base-ui/react/dialog"
import type { ReactNode } from "react"
import { BACKDROP, CloseButton } from "./dialog"
import { cx } from "./class-names"

type SheetProps = {
  title: string
  description?: ReactNode
  open: boolean
  onOpenChange: (open: boolean) => void
  /** A panel at the end of the line for reading beside a list; from below for what a thumb chooses. */
  from?: "end" | "bottom"
  /** Stays in view under what scrolls: the decision. */
  footer?: ReactNode
  children: ReactNode
}

const PLACES = {
  end: "inset-y-0 end-0 w-full max-w-md border-s data-starting-style:translate-x-6 data-ending-style:translate-x-6 rtl:data-starting-style:-translate-x-6 rtl:data-ending-style:-translate-x-6",
  bottom:
    "inset-x-0 bottom-0 max-h-[80dvh] rounded-t-xl border-t pb-[env(safe-area-inset-bottom)] data-starting-style:translate-y-6 data-ending-style:translate-y-6",
}

/** A modal panel that slides in from an edge and leaves the page in sight. */
export const Sheet = ({ title, description, open, onOpenChange, from = "end", footer, children }: SheetProps) => (
  <Base.Root open={open} onOpenChange={onOpenChange}>
    <Base.Portal>
      <Base.Backdrop className={BACKDROP} />
      <Base.Popup
        className={cx(
          "fixed z-50 flex flex-col border-line bg-raised shadow-xl outline-none transition-[translate,opacity] duration-150 ease-out data-ending-style:opacity-0 data-starting-style:opacity-0",
          PLACES[from],
        )}
      >
        <div className="flex items-start gap-3 border-b border-line px-4 py-3">
          <div className="min-w-0 grow">
            <Base.Title className="text-base font-semibold">{title}</Base.Title>
            {description ? <Base.Description className="text-sm text-ink-2">{description}</Base.Description> : null}
          </div>
          <CloseButton />
        </div>
        <div className="min-h-0 grow overflow-y-auto overscroll-contain p-4">{children}</div>
        {footer ? <div className="flex justify-end gap-2 border-t border-line px-4 py-3">{footer}</div> : null}
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
)

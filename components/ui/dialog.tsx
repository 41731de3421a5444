"use client"

import { Dialog as Base } from "@base-ui/react/dialog"
import { X } from "lucide-react"
import type { ReactNode } from "react"

type DialogProps = { title: string; description?: ReactNode; open: boolean; onOpenChange: (open: boolean) => void; children: ReactNode }

/** Modal: focus is kept inside, Escape closes, and focus returns to where it was. */
export const Dialog = ({ title, description, open, onOpenChange, children }: DialogProps) => (
  <Base.Root open={open} onOpenChange={onOpenChange}>
    <Base.Portal>
      <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
      <Base.Popup className="fixed inset-x-3 top-[8vh] z-50 mx-auto grid max-h-[84vh] max-w-lg gap-4 overflow-y-auto rounded-xl border border-line bg-raised p-5 shadow-xl outline-none">
        <div className="flex items-start gap-3">
          <div className="grow">
            <Base.Title className="text-base font-semibold">{title}</Base.Title>
            {description ? <Base.Description className="mt-1 text-sm text-ink-2">{description}</Base.Description> : null}
          </div>
          <Base.Close aria-label="Close" className="inline-flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover">
            <X aria-hidden className="size-4" />
          </Base.Close>
        </div>
        {children}
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
)

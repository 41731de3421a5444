"use client"

import { Dialog as Base } from "@base-ui/react/dialog"
import { X } from "lucide-react"
import { useRef, type ReactNode } from "react"
import { cx } from "./class-names"

type DialogProps = {
  title: string
  description?: ReactNode
  open: boolean
  onOpenChange: (open: boolean) => void
  /** `wide` is for two things side by side. */
  size?: "normal" | "wide"
  children: ReactNode
}

export const BACKDROP =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"

export const CloseButton = () => (
  <Base.Close
    aria-label="Close"
    className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink"
  >
    <X aria-hidden className="size-4" />
  </Base.Close>
)

const FIRST_FIELD = "input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled)"

/**
 * Modal: focus is kept inside, Escape closes, and focus returns to where it was. A form begins in its first field, but
 * not under a finger, where that would call up the keyboard over what it asks.
 */
export function Dialog({ title, description, open, onOpenChange, size = "normal", children }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup
          ref={popup}
          initialFocus={(how) => (how === "touch" ? true : (popup.current?.querySelector<HTMLElement>(FIRST_FIELD) ?? true))}
          className={cx(
            "pop fixed inset-x-3 top-[8vh] z-50 mx-auto grid max-h-[84vh] gap-4 overflow-y-auto overscroll-contain rounded-xl border border-line bg-raised p-5 shadow-xl outline-none",
            size === "wide" ? "max-w-3xl" : "max-w-lg",
          )}
        >
          <div className="flex items-start gap-3">
            <div className="min-w-0 grow">
              <Base.Title className="text-base font-semibold">{title}</Base.Title>
              {description ? <Base.Description className="mt-1 text-sm text-ink-2">{description}</Base.Description> : null}
            </div>
            <CloseButton />
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

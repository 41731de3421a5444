"use client"

import { Toaster as Sonner } from "sonner"

/** Where short news appears. `toast` itself is sonner's. It is read out, waits on hover, and goes by itself. */
export const Toaster = () => (
  <Sonner
    position="bottom-right"
    offset={{ bottom: 64, right: 20 }}
    mobileOffset={{ bottom: 72 }}
    toastOptions={{
      classNames: {
        toast: "!rounded-lg !border-line !bg-raised !text-ink !shadow-lg !font-sans !text-sm",
        description: "!text-ink-2",
        actionButton: "!bg-accent !text-accent-ink !rounded-md",
        cancelButton: "!bg-hover !text-ink !rounded-md",
        success: "[&_[data-icon]]:!text-ok",
        error: "[&_[data-icon]]:!text-danger",
        warning: "[&_[data-icon]]:!text-warn",
      },
    }}
  />
)

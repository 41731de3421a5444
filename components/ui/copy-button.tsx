"use client"

import { Check, Copy } from "lucide-react"
import { useEffect, useState } from "react"
import { IconButton } from "./button"

const SHOWN_MS = 1500

/** Copies one value and says so for a moment. `what` names it: "phone number". */
export function CopyButton({ value, what, className }: { value: string; what: string; className?: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle")
  useEffect(() => {
    if (state === "idle") return
    const timer = setTimeout(() => setState("idle"), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setState("copied"),
      () => setState("failed"),
    )
  const Icon = state === "copied" ? Check : Copy
  return (
    <>
      <IconButton label={`Copy ${what}`} onClick={() => void copy()} {...(className ? { className } : {})}>
        <Icon aria-hidden className={state === "copied" ? "size-3.5 text-ok" : "size-3.5"} />
      </IconButton>
      <span role="status" className="sr-only">
        {state === "copied" ? "Copied" : state === "failed" ? "Copying was not allowed" : ""}
      </span>
    </>
  )
}

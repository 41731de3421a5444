"use client"

import { Link2 } from "lucide-react"
import { useSearchParams } from "next/navigation"
import { toast } from "sonner"
import { Button } from "@/components/ui/button"

export function ShareView({ period }: { period: { from: string; to: string } }) {
  const params = useSearchParams()
  return (
    <Button look="quiet" onClick={() => copyLink(new URLSearchParams(params), period)}>
      <Link2 aria-hidden className="size-4" /> Share
    </Button>
  )
}

/** "Last 30 days" is another month to whoever opens the link next month, so a shared link names its days. */
function fixedLink(params: URLSearchParams, { from, to }: { from: string; to: string }): string {
  const fixed = new URLSearchParams(params)
  fixed.delete("period")
  fixed.set("from", from)
  fixed.set("to", to)
  return `${location.origin}${location.pathname}?${fixed}`
}

const copyLink = (params: URLSearchParams, period: { from: string; to: string }): Promise<unknown> =>
  navigator.clipboard.writeText(fixedLink(params, period)).then(
    () => toast.success("The link to this view is copied, with its days fixed."),
    () => toast.error("Copying was not allowed; copy the address instead."),
  )

"use client"

import { Link2 } from "lucide-react"
import { usePathname } from "next/navigation"
import { toast } from "sonner"
import { useAddress } from "@/components/layout/use-address"
import { Button } from "@/components/ui/button"
import { reportsAddress } from "@/lib/core/filters/reports"

/** “Last 30 days” is another month for a colleague who opens the link next month, so a shared link has fixed days. */
export function ShareView({ period: { from, to } }: { period: { from: string; to: string } }) {
  const path = usePathname()
  const [search] = useAddress(reportsAddress)
  return (
    <Button look="quiet" onClick={() => copyLink(reportsAddress.href({ ...search, period: null, from, to }, path))}>
      <Link2 aria-hidden className="size-4" /> Share
    </Button>
  )
}

const copyLink = (href: string): Promise<unknown> =>
  navigator.clipboard.writeText(`${location.origin}${href}`).then(
    () => toast.success("The link to this view is copied, with its days fixed."),
    () => toast.error("Copying was not allowed; copy the address instead."),
  )

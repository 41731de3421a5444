"use client"

import Link from "next/link"
import { useEffect, useState } from "react"
import { useTranslations } from "use-intl/react"
import { readQuietly } from "@/components/action/read-quietly"
import { formatPhone } from "@/components/lead/phone-number"
import { LeadName } from "@/components/lead/lead-name"
import { STAGE_NAMES } from "@/components/lead/stage-pill"
import type { ContactPreview } from "@/lib/leads/preview-contacts"
import { previewContactsAction } from "./actions"

const PAUSE_MS = 250

/** How the contact details are read and whom they belong to, a moment after the last key. */
export function useContactPreview({ phone, email }: { phone: string; email: string }): ContactPreview | null {
  const [preview, setPreview] = useState<{ of: string; found: ContactPreview } | null>(null)
  const of = JSON.stringify([phone, email])
  useEffect(() => {
    if (phone.trim() === "" && email.trim() === "") return undefined
    let isLatest = true
    const timer = setTimeout(() => {
      void readQuietly(previewContactsAction, { phone, email }).then((found) => {
        if (found && isLatest) setPreview({ of, found })
      })
    }, PAUSE_MS)
    return () => {
      isLatest = false
      clearTimeout(timer)
    }
  }, [of, phone, email])
  return preview?.of === of ? preview.found : null
}

/** "Read as +971 50 123 4567", or that it is no phone number. */
export function useContactHints({ phone, email }: { phone: string; email: string }, preview: ContactPreview | null) {
  const t = useTranslations("newLead")
  const isPhoneRead = phone.trim() !== "" && preview !== null
  const numbers = (preview?.phones ?? []).map(formatPhone).join(", ")
  return {
    phone: !isPhoneRead ? t("phoneHint") : numbers === "" ? t("noPhone") : t("readAs", { numbers }),
    email: email.trim() !== "" && preview?.emails.length === 0 ? t("noEmail") : undefined,
  }
}

/** The lead that has one of the details already: what is saved is added to that lead. */
export function KnownLeads({ preview }: { preview: ContactPreview | null }) {
  const t = useTranslations("newLead")
  return (
    <ul aria-live="polite" className="grid gap-1 text-sm empty:hidden">
      {(preview?.known ?? []).map(({ id, name, stage, owner, by, joins }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-1.5 rounded-md bg-sunken px-2.5 py-1.5">
          <Link href={`/leads/${id}`} className="font-medium underline-offset-2 hover:underline">
            <LeadName name={name} phone={preview?.phones[0]} email={preview?.emails[0]} />
          </Link>
          <span className="text-ink-2">
            {t(joins ? "joins" : by === "phone" ? "sharesPhone" : "sharesEmail", {
              stage: STAGE_NAMES[stage] ?? stage,
              owner: owner ?? t("unassigned"),
            })}
          </span>
        </li>
      ))}
    </ul>
  )
}

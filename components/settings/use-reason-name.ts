"use client"

import { useTranslations } from "use-intl/react"

const REASONS = ["no_consent", "no_email", "no_phone", "no_mail_server", "whatsapp_not_configured", "unknown_outcome", "exited"] as const

/** Why a step was not sent: one of our reasons, or what the provider answered. */
export function useReasonName(): (reason: string) => string {
  const t = useTranslations("nurture.reason")
  return (reason) => {
    const known = REASONS.find((one) => one === reason)
    return known ? t(known) : reason
  }
}

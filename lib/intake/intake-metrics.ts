import type { Channel } from "@/lib/core/channels"
import { counter } from "@/lib/platform/metrics"

const received = counter("onelead_intake_total", "Webhook requests by channel and outcome.", ["channel", "outcome"])

export type IntakeOutcome = "accepted" | "duplicate" | "refused" | "limited" | "unavailable"

export const countIntake = (channel: Channel, outcome: IntakeOutcome): void => received.inc({ channel, outcome })

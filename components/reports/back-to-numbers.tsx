"use client"

import { LinkButton } from "@/components/ui/button"
import { useLastDashboard } from "./last-dashboard"

/** To the dashboard somebody came from, or else to the overview of the same days. */
export const BackToNumbers = ({ otherwise }: { otherwise: string }) => (
  <LinkButton href={useLastDashboard() ?? otherwise}>Back to the numbers</LinkButton>
)

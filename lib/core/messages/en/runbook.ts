/** Links from alerts and errors to what helps. */
export const runbook = {
  title: "Runbook",
  link: "Runbook",
} as const

import { account } from "./en/account"
import { action } from "./en/action"
import { connections } from "./en/connections"
import { facts } from "./en/facts"
import { history } from "./en/history"
import { imports } from "./en/imports"
import { lead } from "./en/lead"
import { newLead } from "./en/new-lead"
import { nurture } from "./en/nurture"
import { privacy } from "./en/privacy"
import { quarantine } from "./en/quarantine"
import { runbook } from "./en/runbook"
import { shell } from "./en/shell"
import { timeline } from "./en/timeline"
import { webhooks } from "./en/webhooks"

/**
 * The message catalogue: what a person reads, in ICU message syntax, one file per area under `en/`. The keys and the
 * arguments of each message are typed from here, so a missing key or argument does not compile; that every message is
 * used is proved by e2e/check-messages.ts.
 */
export const en = {
  account,
  action,
  connections,
  facts,
  history,
  imports,
  lead,
  newLead,
  nurture,
  privacy,
  quarantine,
  runbook,
  shell,
  timeline,
  webhooks,
} as const

/** British dates are what the team writes: 2 Mar 2026, 14:05. */
export const LOCALE = "en-GB"

/** Named formats for dates inside a message: `{at, date, clock}`. */
export const FORMATS = {
  dateTime: {
    clock: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    day: { day: "numeric", month: "short", year: "numeric" },
  },
} as const

declare module "use-intl/core" {
  interface AppConfig {
    Locale: typeof LOCALE
    Messages: typeof en
    Formats: typeof FORMATS
  }
}

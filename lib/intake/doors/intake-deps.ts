import type { Pool } from "pg"
import { createPool } from "@/lib/platform/database"
import { env } from "@/lib/platform/env"
import { log } from "@/lib/platform/log"
import { databaseOn } from "@/db/client"
import type { IntakeDeps } from "./accept-webhook"
import { accountSecrets } from "./account-secrets"
import { channelSecrets } from "./channel-secrets"
import { createInbox, type Inbox } from "./inbox"
import { refusalNotes } from "./refusals"
import { createPublicFormLimiter } from "./public-form-limiter"

/** One inbox per process, so that concurrent requests share their commits. */
const holder = globalThis as typeof globalThis & { oneleadIntake?: IntakeDeps }

export const intakeDeps = (): IntakeDeps => (holder.oneleadIntake ??= depsOn(createPool("ingest")))

const depsOn = (pool: Pool): IntakeDeps => ({
  inbox: createInbox(pool),
  secretsOf: (channel) => channelSecrets(env(), channel),
  accountSecretsOf: accountSecrets(databaseOn(pool)),
  noteRefusal: refusalNotes(databaseOn(pool)),
  formLimiter: createPublicFormLimiter(pool),
  log,
})

export const processInbox = (): Inbox => intakeDeps().inbox

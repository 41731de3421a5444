import { createOAuth, type OAuth } from "./access"
import { createDrift, type Drift } from "./drift"
import { createFaults, type Faults } from "./faults"
import { createLimits, type Limits } from "./limits"
import { createLog, type LogEntry as AnyLogEntry, type RequestLog } from "@/e2e/simulators/shared/log"
import { createPortal, type Portal, type PortalSetup } from "@/e2e/simulators/hubspot/account/portal"
import { createWebhooks, type Webhooks } from "./webhooks"

export type LogEntry = AnyLogEntry & { appId: number | null; correlationId: string }

/** One account with everything around it; a reset throws it away and makes another. */
export type World = {
  portal: Portal
  limits: Limits
  faults: Faults
  drift: Drift
  webhooks: Webhooks
  log: RequestLog<LogEntry>
  oauth: OAuth
}

export function createWorld(setup: PortalSetup): World {
  const portal = createPortal(setup)
  return {
    portal,
    limits: createLimits(portal),
    faults: createFaults(portal),
    drift: createDrift(portal),
    webhooks: createWebhooks(portal),
    log: createLog(() => portal.settings.logBodies),
    oauth: createOAuth(portal),
  }
}

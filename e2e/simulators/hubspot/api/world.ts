import { createOAuth, type OAuth } from "./access"
import { createFaults, type Faults } from "./faults"
import { createLimits, type Limits } from "./limits"
import { createLog, type RequestLog } from "./log"
import { createPortal, type Portal, type PortalSetup } from "@/e2e/simulators/hubspot/account/portal"
import { createWebhooks, type Webhooks } from "./webhooks"

/** One account with everything around it; a reset throws it away and makes another. */
export type World = { portal: Portal; limits: Limits; faults: Faults; webhooks: Webhooks; log: RequestLog; oauth: OAuth }

export function createWorld(setup: PortalSetup): World {
  const portal = createPortal(setup)
  return {
    portal,
    limits: createLimits(portal),
    faults: createFaults(portal),
    webhooks: createWebhooks(portal),
    log: createLog(portal),
    oauth: createOAuth(portal),
  }
}

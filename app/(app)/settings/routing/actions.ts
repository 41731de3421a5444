"use server"

import { refresh } from "next/cache"
import { SaveRules, saveRules } from "@/lib/routing/save-rules"
import { SimulateRouting, simulateRouting } from "@/lib/routing/simulate"
import { memberAction, once } from "@/lib/web/action"

export const saveRulesAction = memberAction
  .metadata({ name: "routing.save" })
  .inputSchema(SaveRules)
  .action(async ({ ctx, clientInput }) => {
    const saved = await once(ctx, () => saveRules(ctx, clientInput))
    refresh()
    return saved
  })

export const simulateRoutingAction = memberAction
  .metadata({ name: "routing.simulate" })
  .inputSchema(SimulateRouting)
  .action(async ({ ctx, clientInput }) => await simulateRouting(ctx, clientInput))

import type { Ctx } from "@/lib/platform/context"
import type { CrmConnection } from "@/lib/sync/connection/crm-connection"

/** A trace shows what became of a lead in every CRM. */
export type TraceCtx = Ctx & { crms: readonly CrmConnection[] }

export const labelOf = ({ crms }: Pick<TraceCtx, "crms">, name: string): string => crms.find((crm) => crm.name === name)?.label ?? name

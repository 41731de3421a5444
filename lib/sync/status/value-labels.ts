import type { Database } from "@/db/client"
import { stages, users } from "@/db/schema"
import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import { foreignParts, isForeign } from "@/lib/core/sync/transforms"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { knownSchema } from "@/lib/sync/connection/sync-run"

/** A synced value as a person reads it: a colleague and a stage by their names, also those that only the CRM has. */
export type SayValue = (property: string, value: string | null) => string | null

export async function readLabels({ db, crm }: Pick<CrmCtx, "crm"> & { db: Pick<Database, "select"> }): Promise<SayValue> {
  const [people, steps, schema] = await Promise.all([
    db.select({ id: users.id, name: users.name }).from(users),
    db.select({ id: stages.id, name: stages.name }).from(stages),
    knownSchema({ db, crm }),
  ])
  const words: Record<string, ReadonlyMap<string, string>> = {
    owner: new Map(people.map(({ id, name }) => [id, name])),
    stage: new Map(steps.map(({ id, name }) => [id as string, name])),
  }
  return (property, value) => {
    if (value === null) return null
    const isTheirs = isForeign(value) && property in words
    return isTheirs ? labelForeign(schema, property, foreignParts(value)) : (words[property]?.get(value) ?? value)
  }
}

function labelForeign(schema: CrmSchema | null, property: string, parts: readonly string[]): string {
  if (property === "owner") return schema?.owners.find(({ id }) => id === parts[0])?.name ?? `Owner ${parts.join(" ")} in the CRM`
  const pipeline = schema?.pipelines.find(({ id }) => id === parts[0])
  const stage = pipeline?.stages.find(({ id }) => id === parts[1])
  return pipeline ? `${pipeline.label}: ${stage?.label ?? parts[1] ?? ""}` : `Pipeline ${parts.join(": ")} in the CRM`
}

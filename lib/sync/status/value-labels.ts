import type { Database } from "@/db/client"
import { stages, users } from "@/db/schema"

/** A value of the sync in the words of people: a colleague by name and a stage by its own; anything else as it is. */
export type SayValue = (property: string, value: string | null) => string | null

export async function readLabels({ db }: { db: Pick<Database, "select"> }): Promise<SayValue> {
  const [people, steps] = await Promise.all([
    db.select({ id: users.id, name: users.name }).from(users),
    db.select({ id: stages.id, name: stages.name }).from(stages),
  ])
  const words: Record<string, ReadonlyMap<string, string>> = {
    owner: new Map(people.map(({ id, name }) => [id, name])),
    stage: new Map(steps.map(({ id, name }) => [id as string, name])),
  }
  return (property, value) => (value === null ? null : (words[property]?.get(value) ?? value))
}

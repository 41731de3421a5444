/** Clusters of review items: two items are in one cluster when a chain of shared leads joins them. */
export function clustersOf<T extends { leads: readonly string[] }>(items: readonly T[]): { leads: string[]; items: T[] }[] {
  const rootOf = new Map<string, string>()
  const find = (lead: string): string => {
    let root = lead
    while ((rootOf.get(root) ?? root) !== root) root = rootOf.get(root) ?? root
    rootOf.set(lead, root)
    return root
  }
  for (const { leads } of items) for (const lead of leads) rootOf.set(find(lead), find(leads[0] ?? lead))
  const clusters = new Map<string, { leads: Set<string>; items: T[] }>()
  for (const item of items) {
    const root = find(item.leads[0] ?? "")
    const cluster = clusters.get(root) ?? { leads: new Set<string>(), items: [] }
    for (const lead of item.leads) cluster.leads.add(lead)
    cluster.items.push(item)
    clusters.set(root, cluster)
  }
  return [...clusters.values()].map(({ leads, items: own }) => ({ leads: [...leads], items: own }))
}

import { layerOf } from "./layers"
import type { Source } from "./source"

/** What a file never imports although it lies below. `types`: not even a type. */
type Ban = { appliesTo: (source: Source) => boolean; imported: RegExp; types: boolean; why: string }

const inside =
  (folder: RegExp) =>
  ({ path }: Source): boolean =>
    folder.test(path)

/** Client files of the app are components like any other. */
const isOnScreen = ({ path, isClient }: Source): boolean => layerOf(path) === "components" || (layerOf(path) === "app" && isClient)

export const BANS: readonly Ban[] = [
  {
    appliesTo: inside(/^(db|lib\/(?!web\/|runtime\/)[^/]+)\//),
    imported: /^(next|react|react-dom)(\/|$)/,
    types: true,
    why: "a trade knows no framework; what needs it belongs in lib/web, components or app",
  },
  {
    appliesTo: inside(/^lib\/(channels|crm)\//),
    imported: /^(db\/|(pg|drizzle-orm|graphile-worker)(\/|$))/,
    types: true,
    why: "an adapter verifies, parses and calls; what needs the database belongs in a trade (lib/intake, lib/sync)",
  },
  {
    appliesTo: inside(/^lib\/(channels|crm\/(?!registry\/)[^/]+)\//),
    imported: /^lib\/platform\/(env|database)\./,
    types: false,
    why: "an adapter takes secrets and addresses as arguments; lib/intake and lib/crm/registry hand them in",
  },
  {
    appliesTo: inside(/^lib\/(?!channels\/|crm\/|runtime\/)[^/]+\//),
    imported: /^lib\/crm\/(?!registry\/)[^/]+\//,
    types: true,
    why: "trades are written for any CRM; what one of them is belongs in lib/crm, behind lib/crm/provider.ts",
  },
  {
    appliesTo: inside(/^lib\/sync\//),
    imported: /^lib\/platform\/env\./,
    types: true,
    why: "what the environment says of a CRM comes from lib/crm/registry",
  },
  {
    appliesTo: isOnScreen,
    imported: /^(db\/|node:|(pg|drizzle-orm|graphile-worker)(\/|$))/,
    types: true,
    why: "a screen takes props and gives events; data access belongs in lib, and the page passes on what lib answers",
  },
  {
    appliesTo: isOnScreen,
    imported: /^lib\/(?!core\/)/,
    types: false,
    why: "only types of lib, and values of lib/core, reach the browser: reads belong in the page, writes come in as an action, rules that both sides need belong in lib/core",
  },
  {
    appliesTo: inside(/^(app|components|db|lib\/(?!runtime\/|platform\/env\.))/),
    imported: /^(node:)?process$/,
    types: false,
    why: "a variable of the environment gets its line in lib/platform/env.ts",
  },
]

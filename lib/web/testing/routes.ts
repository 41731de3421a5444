import { TEST_SECRET } from "./environment"
import { readdirSync } from "node:fs"
import { join, relative } from "node:path"
import { encode } from "next-auth/jwt"
import { pino } from "pino"
import { users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { ROLES, type Role } from "@/lib/core/lead-states"
import { newId } from "@/lib/platform/ids"
import { createInbox } from "@/lib/intake/doors/inbox"
import { createPublicFormLimiter } from "@/lib/intake/doors/public-form-limiter"
import { API_SCOPES, createApiKey } from "@/lib/team/api-keys"
import { startSession } from "@/lib/team/sessions"

/** The app's route modules on a database of their own, called as Next calls them: a web request in, a response out. */
const API_DIR = join(import.meta.dirname, "../../../app/api")

export type Credential = { headers: Record<string, string> }

export type RoutesUnderTest = {
  database: TestDatabase
  userIds: Record<Role, string>
  session: (userId: string) => Promise<Credential & { sessionId: string }>
  as: Record<Role | `key:${(typeof API_SCOPES)[number]}`, Credential>
  call: (method: string, path: string, credential: Credential | null, body?: unknown) => Promise<Response>
}

/** Folders of the API as they stand, e.g. `v1/leads/[id]`. */
export const routeFolders = (): string[] =>
  readdirSync(API_DIR, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === "route.ts")
    .map(({ parentPath }) => relative(API_DIR, parentPath))
    .toSorted()

export const routeModule = (folder: string): Promise<Record<string, unknown>> => import(join(API_DIR, folder, "route.ts"))

export async function routesUnderTest(): Promise<RoutesUnderTest> {
  const database = await testDatabase()
  const intake = {
    inbox: createInbox(database.pool),
    secretsOf: () => undefined,
    formLimiter: createPublicFormLimiter(database.pool),
    log: pino({ level: "silent" }),
  }
  Object.assign(globalThis, { oneleadDb: database.db, oneleadSearchDb: database.db, oneleadPool: database.pool, oneleadIntake: intake })
  const userIds = Object.fromEntries(ROLES.map((role) => [role, newId()])) as Record<Role, string>
  await database.db
    .insert(users)
    .values(ROLES.map((role) => ({ id: userIds[role], email: `${role}@example.com`, name: `The ${role}`, role })))
  const sessionOf = async (userId: string) => {
    const sessionId = await startSession(database.db, { userId, browser: null, address: null }, new Date())
    const token = await encode({ token: { sub: userId, sid: sessionId }, secret: TEST_SECRET })
    const cookie = `theme=dark; next-auth.session-token=${token}`
    return { sessionId, headers: { cookie, origin: "http://leads.test", "sec-fetch-site": "same-origin" } }
  }
  const sessions = ROLES.map(async (role) => [role, await sessionOf(userIds[role])] as const)
  const ctx = testCtx(database.db)
  const keys = API_SCOPES.map(async (scope) => {
    const { key } = await createApiKey(ctx, { name: scope, scopes: [scope] })
    return [`key:${scope}`, bearer(key)] as const
  })
  const as = Object.fromEntries(await Promise.all([...sessions, ...keys])) as RoutesUnderTest["as"]
  return { database, userIds, session: sessionOf, as, call }
}

export const bearer = (key: string): Credential => ({ headers: { authorization: `Bearer ${key}` } })

const call: RoutesUnderTest["call"] = async (method, path, credential, body) => {
  const url = new URL(path, "http://leads.test")
  const { folder, params } = matchRoute(url.pathname.replace(/^\/api\//, ""))
  const handler = (await routeModule(folder))[method] as
    | ((request: Request, context: { params: Promise<unknown> }) => Promise<Response>)
    | undefined
  if (!handler) throw new Error(`${folder} has no ${method}`)
  const isText = typeof body === "string" || body === undefined
  const request = new Request(url, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...credential?.headers },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  })
  return await handler(request, { params: Promise.resolve(params) })
}

/** As Next matches: a folder's own name comes before a parameter. */
function matchRoute(path: string): { folder: string; params: Record<string, string> } {
  const given = path.split("/")
  const literalFirst = routeFolders().toSorted((one, other) => one.split("[").length - other.split("[").length)
  for (const folder of literalFirst) {
    const parts = folder.split("/")
    if (parts.length !== given.length || !parts.every((part, at) => part.startsWith("[") || part === given[at])) continue
    const params = parts.flatMap((part, at) => (part.startsWith("[") ? [[part.slice(1, -1), decodeURIComponent(given[at] ?? "")]] : []))
    return { folder, params: Object.fromEntries(params) }
  }
  throw new Error(`there is no route for ${path}`)
}

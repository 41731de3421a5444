import { createHash, randomBytes } from "node:crypto"
import { and, desc, eq, isNotNull, lt } from "drizzle-orm"
import { z } from "zod"
import { crmSignIns } from "@/db/schema"
import { HOUR_MS, MINUTE_MS } from "@/lib/core/time"
import type { OAuthSignIn } from "@/lib/crm/definition"
import { authorizeAddress, exchangeCode, GRANTED, isGranted, newVerifier } from "@/lib/crm/oauth"
import { CrmFailure, type CrmAccount } from "@/lib/crm/provider"
import { callbackAddress, givenByEnvironment } from "@/lib/crm/registry/connected"
import { credentialsKey } from "@/lib/platform/credentials-key"
import type { Actor, Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { seal, unseal } from "@/lib/platform/sealed"
import { accountOf, connectionToChange, storeConnection } from "./store-connection"

/** A person lets us into an account on a page of the CRM, and comes back with a code. */
const OPEN_MS = 15 * MINUTE_MS
const KEPT_MS = 24 * HOUR_MS

export const StartSignIn = z.object({
  kind: z.string().max(40),
  /** Of a connection that is known already. */
  name: z.string().max(40).optional(),
  /** What the environment gives may be left empty, and a secret that was given before. */
  fields: z.record(z.string().max(60), z.string().trim().max(4_000)),
})

/** Who asks, in which session of theirs: only there does the way back lead anywhere. */
type SessionCtx = Ctx & { actor: Extract<Actor, { kind: "user" }>; sessionId: string }

type Sealed = { account: CrmAccount; verifier: string; redirectUri: string }

/** The address of the CRM's page. */
export async function startSignIn(ctx: SessionCtx, input: z.infer<typeof StartSignIn>): Promise<string> {
  requirePermission(ctx, "sync.manage")
  const { kind, name, fields } = StartSignIn.parse(input)
  const { definition, known } = await connectionToChange(ctx, { kind, name })
  const { oauth } = definition
  if (!oauth) throw new AppError("conflict", `${definition.label} is connected by its credentials.`)
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""))
  const before = isGranted(known?.account ?? null) ? (known?.account ?? {}) : {}
  const typed = accountOf(oauth.fields, { ...givenByEnvironment(oauth.fields), ...given }, before)
  const account = { ...typed, ...GRANTED }
  const [state, verifier, redirectUri] = [randomBytes(32).toString("base64url"), newVerifier(), callbackAddress()]
  const id = newId()
  const now = ctx.now()
  await ctx.db.delete(crmSignIns).where(lt(crmSignIns.createdAt, new Date(now.getTime() - KEPT_MS)))
  await ctx.db.insert(crmSignIns).values({
    id,
    state: digest(state),
    sessionId: ctx.sessionId,
    userId: ctx.actor.id,
    kind,
    name: name ?? null,
    sealed: seal(JSON.stringify({ account, verifier, redirectUri } satisfies Sealed), credentialsKey(), `sign-in ${id}`),
    createdAt: now,
    expiresAt: new Date(now.getTime() + OPEN_MS),
  })
  return authorizeAddress(oauth, account, { state, verifier, redirectUri })
}

export const SIGN_IN_OUTCOMES = ["connected", "denied", "refused", "unreachable", "unknown", "expired", "used", "other_session"] as const
export type SignInOutcome = (typeof SIGN_IN_OUTCOMES)[number]

/**
 * The way back. Whatever comes of it, a connection that stands already is changed only by a token in hand, and the state is
 * good for one try in the session that asked for it.
 */
export async function finishSignIn(ctx: SessionCtx, query: Readonly<Record<string, string>>): Promise<SignInOutcome> {
  requirePermission(ctx, "sync.manage")
  const claimed = await claim(ctx, query["state"] ?? "")
  if (typeof claimed === "string") return claimed
  const { outcome, detail } = await settled(ctx, claimed, query)
  await ctx.db.update(crmSignIns).set({ outcome, detail }).where(eq(crmSignIns.id, claimed.id))
  return outcome
}

type Claimed = { id: string; kind: string; name: string | null; sealed: Sealed }

async function claim(ctx: SessionCtx, state: string): Promise<Claimed | SignInOutcome> {
  const mine = eq(crmSignIns.state, digest(state))
  const [row] = await ctx.db.select().from(crmSignIns).where(mine)
  if (!row) return "unknown"
  if (row.sessionId !== ctx.sessionId) return "other_session"
  if (row.expiresAt <= ctx.now()) return "expired"
  const opened = row.sealed === null ? null : unseal(row.sealed, credentialsKey(), `sign-in ${row.id}`)
  // Of two that come back at once, one finds it.
  const taken = await ctx.db
    .update(crmSignIns)
    .set({ sealed: null })
    .where(and(mine, isNotNull(crmSignIns.sealed)))
    .returning({ id: crmSignIns.id })
  if (taken.length === 0 || opened === null) return "used"
  return { id: row.id, kind: row.kind, name: row.name, sealed: JSON.parse(opened) as Sealed }
}

type Settled = { outcome: SignInOutcome; detail: string | null }

async function settled(ctx: Ctx, { kind, name, sealed }: Claimed, query: Readonly<Record<string, string>>): Promise<Settled> {
  const { code, error } = query
  if (error === "access_denied") return { outcome: "denied", detail: null }
  if (error !== undefined || code === undefined)
    return {
      outcome: "refused",
      detail: [error ?? "no code came back", query["error_description"]].filter(Boolean).join(": ").slice(0, 300),
    }
  const { definition, known } = await connectionToChange(ctx, { kind, name: name ?? undefined })
  const { oauth } = definition
  if (!oauth) return { outcome: "refused", detail: null }
  const account = { ...sealed.account, ...returnedFields(oauth, query) }
  try {
    const token = await exchangeCode(oauth, account, { code, verifier: sealed.verifier, redirectUri: sealed.redirectUri }, ctx.now())
    if (token.refreshToken === null) return { outcome: "refused", detail: "no refresh token came with the access token" }
    await storeConnection(ctx, { definition, known, account, token })
    return { outcome: "connected", detail: null }
  } catch (problem) {
    if (!(problem instanceof CrmFailure)) throw problem
    const { failure } = problem
    return failure.kind === "auth" ? { outcome: "refused", detail: failure.message } : { outcome: "unreachable", detail: null }
  }
}

/** What came back is anybody's word: only what looks as it has to is believed, because the app's secret goes there. */
const returnedFields = ({ returned = [] }: OAuthSignIn, query: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    returned.flatMap(({ parameter, field, pattern }): [string, string][] => {
      const value = query[parameter]
      return value !== undefined && pattern.test(value) ? [[field, value]] : []
    }),
  )

/** What the CRM said when the newest sign-in of this session went wrong. */
export async function signInDetail(ctx: SessionCtx): Promise<string | null> {
  const [row] = await ctx.db
    .select({ detail: crmSignIns.detail })
    .from(crmSignIns)
    .where(and(eq(crmSignIns.sessionId, ctx.sessionId), isNotNull(crmSignIns.outcome)))
    .orderBy(desc(crmSignIns.createdAt))
    .limit(1)
  return row?.detail ?? null
}

const digest = (state: string): string => createHash("sha256").update(state).digest("hex")

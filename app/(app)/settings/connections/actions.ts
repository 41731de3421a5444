"use server"

import { refresh } from "next/cache"
import { z } from "zod"
import { TestChannel, testChannel } from "@/lib/intake/doors/channel-states"
import { crmDeps } from "@/lib/runtime/crm-deps"
import { ofCrm, withCrm } from "@/lib/sync/connection/crm-connection"
import { StartSignIn, startSignIn } from "@/lib/sync/accounts/sign-in"
import { removeConnection } from "@/lib/sync/inbox/forget-crm"
import { acceptOtherAccount, forgetCredentials, SaveConnection, saveConnection, tryConnection } from "@/lib/sync/manage-connections"
import { memberAction, once } from "@/lib/web/action"
import { requireViewer } from "@/lib/web/session"
import { getTranslations } from "@/lib/web/translations"

export const saveConnectionAction = memberAction
  .metadata({ name: "crm.save_connection" })
  .inputSchema(SaveConnection)
  .action(async ({ ctx, parsedInput }) => {
    await once(ctx, () => saveConnection(ctx, parsedInput))
    refresh()
  })

/** Answers with the address of the CRM's own page. */
export const startSignInAction = memberAction
  .metadata({ name: "crm.sign_in" })
  .inputSchema(StartSignIn)
  .action(async ({ ctx, parsedInput }) => {
    const { sessionId } = await requireViewer()
    return await startSignIn({ ...ctx, sessionId }, parsedInput)
  })

export const tryConnectionAction = memberAction
  .metadata({ name: "crm.try_connection" })
  .inputSchema(ofCrm(z.object({})))
  .action(async ({ ctx, parsedInput: { crm: name } }) => {
    const t = await getTranslations("connections")
    const crmCtx = await withCrm(ctx, name)
    const why = await tryConnection(crmCtx, crmDeps(crmCtx.crm))
    refresh()
    const { label } = crmCtx.crm
    return why === null ? t("works", { label }) : t("fails", { label, why })
  })

export const acceptOtherAccountAction = memberAction
  .metadata({ name: "crm.accept_other_account" })
  .inputSchema(ofCrm(z.object({})))
  .action(async ({ ctx, parsedInput: { crm } }) => {
    await acceptOtherAccount(await withCrm(ctx, crm))
    const t = await getTranslations("connections")
    refresh()
    return t("forgotLinks")
  })

export const forgetCredentialsAction = memberAction
  .metadata({ name: "crm.forget_credentials" })
  .inputSchema(ofCrm(z.object({})))
  .action(async ({ ctx, parsedInput: { crm } }) => {
    await forgetCredentials(await withCrm(ctx, crm))
    const t = await getTranslations("connections")
    refresh()
    return t("forgotten")
  })

export const removeConnectionAction = memberAction
  .metadata({ name: "crm.remove" })
  .inputSchema(ofCrm(z.object({})))
  .action(async ({ ctx, parsedInput: { crm } }) => {
    await removeConnection(await withCrm(ctx, crm))
    const t = await getTranslations("connections")
    refresh()
    return t("removed")
  })

export const testChannelAction = memberAction
  .metadata({ name: "intake.test_channel" })
  .inputSchema(TestChannel)
  .action(async ({ ctx, parsedInput }) => {
    const tested = await testChannel(ctx, parsedInput)
    const t = await getTranslations("connections.channels")
    refresh()
    return tested.outcome === "refused" ? t("refused", { status: String(tested.status) }) : t(tested.outcome)
  })

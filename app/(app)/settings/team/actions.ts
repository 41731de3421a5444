"use server"

import { refresh } from "next/cache"
import { z } from "zod"
import { AddPerson, addPerson } from "@/lib/team/add-person"
import { DeactivatePerson, deactivatePerson } from "@/lib/team/deactivate-person"
import { reactivatePerson } from "@/lib/team/reactivate-person"
import { EditPerson, editPerson } from "@/lib/team/edit-person"
import { EndAbsence, endAbsence, PlanAbsence, planAbsence } from "@/lib/team/plan-absence"
import { resetPassword } from "@/lib/team/reset-password"
import { memberAction, once } from "@/lib/web/action"

const Person = z.object({ id: z.uuid() })

export const addPersonAction = memberAction
  .metadata({ name: "person.add" })
  .inputSchema(AddPerson)
  .action(async ({ ctx, clientInput }) => {
    const { password } = await once(ctx, () => addPerson(ctx, clientInput), { isSecret: true })
    refresh()
    return { password }
  })

export const editPersonAction = memberAction
  .metadata({ name: "person.edit" })
  .inputSchema(EditPerson)
  .action(async ({ ctx, clientInput }) => {
    await editPerson(ctx, clientInput)
    refresh()
  })

export const planAbsenceAction = memberAction
  .metadata({ name: "absence.plan" })
  .inputSchema(PlanAbsence)
  .action(async ({ ctx, clientInput }) => {
    await once(ctx, () => planAbsence(ctx, clientInput))
    refresh()
  })

export const endAbsenceAction = memberAction
  .metadata({ name: "absence.end" })
  .inputSchema(EndAbsence)
  .action(async ({ ctx, parsedInput }) => {
    await endAbsence(ctx, parsedInput)
    refresh()
  })

export const deactivatePersonAction = memberAction
  .metadata({ name: "person.deactivate" })
  .inputSchema(DeactivatePerson)
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await deactivatePerson(ctx, parsedInput)
    refresh()
    return outcome
  })

export const reactivatePersonAction = memberAction
  .metadata({ name: "person.reactivate" })
  .inputSchema(Person)
  .action(async ({ ctx, parsedInput }) => {
    await reactivatePerson(ctx, parsedInput)
    refresh()
  })

export const resetPasswordAction = memberAction
  .metadata({ name: "person.reset_password" })
  .inputSchema(Person)
  .action(async ({ ctx, parsedInput }) => await resetPassword(ctx, parsedInput))

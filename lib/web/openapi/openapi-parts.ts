import { z } from "zod"
import type { ZodOpenApiOperationObject } from "zod-openapi"

/** What every description of an operation is made of. */
const Problem = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      fields: z.union([z.record(z.string(), z.string()), z.array(z.string())]).optional(),
    }),
  })
  .meta({ id: "Problem" })

export const json = (schema: z.ZodType, description: string) => ({ description, content: { "application/json": { schema } } })
export const problem = (description: string) => json(Problem, description)
export const ItemId = z.object({ id: z.uuid() })

export const operation = (given: ZodOpenApiOperationObject): ZodOpenApiOperationObject => ({
  ...given,
  responses: { ...given.responses, "401": problem("The API key is missing or not valid") },
})

import { z } from "zod"

export const workOnLoadJob = {
  name: "crm:load",
  payload: z.object({ loadId: z.uuid(), failures: z.number().int().default(0) }),
  attemptsMax: 5,
}

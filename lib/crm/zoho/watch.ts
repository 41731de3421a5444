import { createHash } from "node:crypto"
import { z } from "zod"
import type { CrmNotices } from "@/lib/crm/definition"
import { RestError, type RestCrm } from "@/lib/crm/rest/descriptor"
import { noticesIn } from "@/lib/crm/rest/notices"
import { MODULES } from "./modules"
import { momentOf } from "./query"

/** A channel of notices lasts seven days at most, and an hour where more is asked for. */
const LASTS_MS = 6 * 86_400_000

const Answers = z.object({ watch: z.array(z.looseObject({ code: z.string(), message: z.string().catch("") })) })
const Told = z.looseObject({ module: z.string(), ids: z.array(z.string()) })

/** One that is there gets a new end; else it is made. */
export const watch: NonNullable<RestCrm["subscribe"]> = async (api, address) => {
  const channel = {
    channel_id: channelOf(address),
    events: Object.values(MODULES).map((module) => `${module}.all`),
    channel_expiry: momentOf(new Date(api.now().getTime() + LASTS_MS)),
    notify_url: address,
    notify_on_related_action: false,
    return_affected_field_values: false,
  }
  // A refused row comes with any status.
  const ask = async (method: "PUT" | "POST") => {
    const { body } = await api.send({ operation: "watch", method, path: "/actions/watch", body: { watch: [channel] } }).catch(asAnswer)
    return Answers.parse(body).watch[0]
  }
  const renewed = await ask("PUT")
  const answer = renewed?.code === "NOT_SUBSCRIBED" ? await ask("POST") : renewed
  if (answer?.code !== "SUCCESS")
    throw new RestError("watch", { status: 400, body: answer }, `${answer?.code ?? ""}: ${answer?.message ?? ""}`)
}

function asAnswer(error: unknown): Pick<RestError, "body"> {
  if (error instanceof RestError && Answers.safeParse(error.body).success) return error
  throw error
}

/** A long number of our own, the same for the same address. */
const channelOf = (address: string): string => String(createHash("sha256").update(address).digest().readUIntBE(0, 6))

export const ZOHO_NOTICES: CrmNotices = {
  read: noticesIn(Told, ({ module, ids }) => {
    const object = module === MODULES.contact ? "contact" : module === MODULES.deal ? "deal" : null
    return object === null ? [] : ids.map((externalId) => ({ object, externalId }))
  }),
}

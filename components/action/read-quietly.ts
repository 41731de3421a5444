import type { ServerAction } from "./use-server-action"

/** A read in the background: null when it failed, and the next one makes up for it. */
export async function readQuietly<Input, Data>(action: ServerAction<Input, Data>, input: Input): Promise<Data | null> {
  const answer = await action(input).catch(() => undefined)
  return answer?.data ?? null
}

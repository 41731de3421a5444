import type { Transport } from "./transport"

/** Communication preferences. The vendor's client knows only version 3, which cannot unsubscribe from everything. */
export const preferenceCalls = ({ write, request }: Transport) => ({
  /** From all marketing mail; the contact property that says so is read-only. */
  unsubscribe: async (email: string): Promise<void> => {
    const path = `/communication-preferences/v4/statuses/${encodeURIComponent(email)}/unsubscribe-all?channel=EMAIL`
    await write("contacts.unsubscribe", () => request({ method: "POST", path }))
  },
})

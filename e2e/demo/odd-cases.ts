import type { DemoDelivery } from "./scenario"

const HOUR = 3_600_000

/** The odd cases of every real intake: spam, a broken body, a shared mailbox, a relative on the same phone. */
export function oddDeliveries(now: Date): DemoDelivery[] {
  const at = (hours: number) => new Date(now.getTime() - hours * HOUR)
  const form = (key: string, hours: number, extra: Record<string, unknown>): DemoDelivery => ({
    channel: "website",
    key,
    at: at(hours),
    body: { submission_id: key, submitted_at: at(hours).toISOString(), form: "Book a car", ...extra },
  })
  return [
    { channel: "website", key: "odd-broken", at: at(30), body: '{"submission_id":"odd-broken","name":"Cut off in the mid' },
    {
      channel: "erp",
      key: "odd-invoice",
      at: at(28),
      body: { event_id: "odd-invoice", event_type: "invoice.paid", occurred_at: at(28).toISOString() },
    },
    form("odd-number", 26, { name: "Hana Kim", phone: "9.71501E+11", message: "Please call me about a monthly rental." }),
    form("odd-role", 25, {
      name: "Desert Tours",
      email: "info@deserttours.example",
      phone: "+97143215678",
      message: "Four Land Cruisers for a group, 12 days.",
    }),
    form("odd-family-1", 40, { name: "Ahmed Darwish", phone: "0509988776", message: "Land Cruiser for Friday" }),
    form("odd-family-2", 20, { name: "Mariam Darwish", phone: "0509988776", message: "Small car for one week" }),
    form("odd-twin-1", 18, { name: "Mohammed Al Mansoori", phone: "0507654321", message: "Nissan Patrol, 3 days" }),
    form("odd-twin-2", 16, { name: "محمد المنصوري", phone: "0507654312", message: "نيسان باترول لثلاثة أيام" }),
    form("odd-bridge-1", 15, { name: "Katarzyna Nowak", email: "k.nowak.dubai@gmail.com", message: "Airport pick-up?" }),
    form("odd-bridge-2", 14, { name: "Katarzyna Nowak", phone: "+48601234567", message: "Tesla for a week" }),
    form("odd-bridge-3", 12, {
      name: "Katarzyna Nowak",
      email: "k.nowak.dubai@gmail.com",
      phone: "+48601234567",
      message: "Both my details, as asked.",
    }),
  ]
}

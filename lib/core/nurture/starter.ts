import type { SequenceDraft } from "./sequence"

/** The draft of a new sequence: it could be sent as it is. */
export const STARTER: SequenceDraft = {
  name: "Win back quiet leads",
  entry: { bands: ["nurture"], stages: ["new_lead", "contacted"], channels: [], languages: [], activeWithinDays: 90 },
  steps: [
    {
      channel: "email",
      delayHours: 24,
      templates: {
        en: {
          subject: "{vehicle|Your car} in Dubai, {name|whenever you need it}",
          body: "Hello {name},\n\nthank you for asking about {vehicle}. Tell us the dates and we will hold one for you.\n\nJust answer this mail.\n\n{agent}",
        },
        ar: {
          subject: "{vehicle|سيارتك} في دبي",
          body: "مرحبًا {name}،\n\nشكرًا لاستفسارك عن {vehicle}. أخبرنا بالتواريخ وسنحجزها لك.\n\nيكفي أن ترد على هذه الرسالة.\n\n{agent}",
        },
      },
    },
    {
      channel: "email",
      delayHours: 72,
      templates: {
        en: {
          subject: "Still looking for {vehicle}?",
          body: "Hello {name},\n\nweekly and monthly rates are lower than you may think, with insurance and delivery to your door in the UAE.\n\nShall we send you an offer?\n\n{agent}",
        },
        ar: {
          subject: "هل ما زلت تبحث عن {vehicle}؟",
          body: "مرحبًا {name}،\n\nأسعارنا الأسبوعية والشهرية أقل مما تتوقع، مع التأمين والتوصيل إلى بابك داخل الإمارات.\n\nهل نرسل إليك عرضًا؟\n\n{agent}",
        },
      },
    },
    { channel: "task", delayHours: 96, title: "Last try: call {name|the lead} about {vehicle}" },
  ],
}

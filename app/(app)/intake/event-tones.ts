export const EVENT_TONES = { received: "accent", done: "ok", ignored: "neutral", dead: "danger", quarantined: "warn" } as const

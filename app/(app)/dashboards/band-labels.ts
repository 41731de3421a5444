export const BAND_LABELS = { high: "High priority", normal: "Normal", nurture: "Nurture" }

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 })

/** "AED 1,250", from hundredths of a dirham. */
export const formatAed = (minor: number): string => `AED ${whole.format(minor / 100)}`

/** "AED 1.2M", where there is little room. */
export const formatAedShort = (minor: number): string => `AED ${minor < 10_000_000 ? whole.format(minor / 100) : short.format(minor / 100)}`

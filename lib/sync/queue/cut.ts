/** Ends the work on the spot, as a killed process would: nothing is settled, nothing is logged. */
export class Cut extends Error {}

import { v7 } from "uuid"

/** A time-ordered UUID (version 7), minted in the app so that no sequence is ever an identity across databases. */
export const newId = (): string => v7()

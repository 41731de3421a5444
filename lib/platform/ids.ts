import { v7 } from "uuid"

/** A time-ordered UUID (version 7), generated in the app so that ids are unique across databases. */
export const newId = (): string => v7()

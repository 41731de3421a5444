import { FIELD_WORDS } from "@/lib/core/say-missing"

/** Fields of a lead, in words. */
export const FIELD_LABELS = FIELD_WORDS

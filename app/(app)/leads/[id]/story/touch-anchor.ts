/** Where a touch stands on the page of its lead, for links that jump to it. */
export const touchAnchor = (touchpointId: string): string => `touch-${touchpointId}`

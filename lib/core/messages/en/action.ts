/** What a screen says about an action that did not go through. */
export const action = {
  offline: "No connection. Your input is kept.",
  noAnswer: "The server did not answer. Your input is kept.",
  outdated: "Onelead was updated. Reload the page to continue.",
  invalid: "Check the fields.",
  unsent: "{count, plural, one {# change is waiting to be sent.} other {# changes are waiting to be sent.}}",
  retry: "Retry",
  retryKey: "Press <key>R</key> to retry.",
  reload: "Reload",
} as const

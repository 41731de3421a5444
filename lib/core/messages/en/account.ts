/** Account: password and sessions. */
export const account = {
  title: "Account",
  sessions: {
    title: "Sessions",
    hint: "Browsers in which you are signed in. A session ends when it is not used for {hours, plural, one {# hour} other {# hours}}, and {days, plural, one {# day} other {# days}} after the sign-in.",
    current: "This browser",
    seen: "Last used <time>{at, date, clock}</time>",
    since: "signed in <time>{at, date, clock}</time>",
    unknown: "Unknown browser",
    onSystem: "{browser} on {system}",
    end: "Sign out",
    endLabel: "Sign out {browser}",
    endOthers: "Sign out all others",
    ended: "{count, plural, =0 {The session had ended already.} one {1 session ended.} other {# sessions ended.}}",
  },
} as const

/** Anonymous form posts that are held because they look like spam. */
export const quarantine = {
  title: "Held form posts",
  count: "{total, plural, =0 {none} other {# held}}",
  intro: "These anonymous form posts look like spam. Release a post to make it a lead; discard it to keep it out.",
  empty: "No post is held",
  emptyHint: "Anonymous form posts that look like spam are held here until a colleague decides.",
  list: "Held posts",
  noName: "No name given",
  release: "Release",
  discard: "Discard",
  discardAll: "Discard all {count}",
  released: "The post is being processed.",
  discarded: "{count, plural, one {1 post was} other {# posts were}} discarded.",
  more: "The oldest {shown} of {total} are listed.",
} as const

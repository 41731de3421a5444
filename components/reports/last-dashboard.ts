import { useSyncExternalStore } from "react"

/** The dashboard somebody came from, so that the way back from its leads leads there, with all that it was about. */
const KEY = "onelead.dashboard"
const nothing = () => () => undefined

export const rememberDashboard = (href: string): void => sessionStorage.setItem(KEY, href)

/** Null on the server, and for whoever opened the list of leads by its link. */
export const useLastDashboard = (): string | null =>
  useSyncExternalStore(
    nothing,
    () => sessionStorage.getItem(KEY),
    () => null,
  )

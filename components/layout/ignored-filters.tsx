import { Banner } from "@/components/ui/states"

/** Says which filters of an address could not be understood; the page shows what the others leave. */
export const IgnoredFilters = ({ keys }: { keys: readonly string[] }) =>
  keys.length === 0 ? null : (
    <Banner tone="warn">
      {keys.length === 1
        ? "One filter of this address is not valid and was ignored"
        : "Some filters of this address are not valid and were ignored"}
      : {keys.join(", ")}.
    </Banner>
  )

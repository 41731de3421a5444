import { Banner } from "@/components/ui/states"

/** Nobody may take the invented for the real. */
export const DemoBanner = () => (
  <Banner>
    <strong className="font-medium text-ink">Demo</strong>
    <span className="max-sm:hidden">: an invented rental company with invented people. Nothing leaves this machine.</span>
    <span className="sm:hidden">: invented people, nothing leaves this machine.</span>
  </Banner>
)

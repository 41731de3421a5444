/** How a website uses onelead.js. The settings page shows these, and the journeys run them in a browser as they stand. */
export type ScriptExample = { id: "html" | "react" | "wordpress" | "webflow"; title: string; about: string; code: string }

export type ScriptSite = {
  /** Where Onelead is, without a slash at the end. */
  baseUrl: string
  formKey: string
}

const tag = ({ baseUrl, formKey }: ScriptSite, more = ""): string =>
  `<script src="${baseUrl}/onelead.js" data-key="${formKey}"${more} defer></script>`

export const scriptExamples = (site: ScriptSite): ScriptExample[] => [
  {
    id: "html",
    title: "Plain HTML",
    about: "The script sends every form that has data-onelead. Without JavaScript the form posts to its own address.",
    code: `${tag(site)}

<form data-onelead="Enquiry" method="post" action="${site.baseUrl}/api/webhooks/website?form=${site.formKey}">
  <label>Name <input name="name" autocomplete="name" required></label>
  <label>Mobile <input name="phone" type="tel" autocomplete="tel" required></label>
  <label>Email <input name="email" type="email" autocomplete="email"></label>
  <label>Which car? <textarea name="message"></textarea></label>
  <label><input name="marketing_consent" type="checkbox" value="yes"> Send me offers</label>
  <button>Send</button>
</form>`,
  },
  {
    id: "react",
    title: "React",
    about: "A form of a component is found when it appears. Put the script into the page's head.",
    code: `${tag(site)}

export function Enquiry() {
  const form = useRef(null)
  const [sent, setSent] = useState(false)
  useEffect(() => {
    const onSent = () => setSent(true)
    const element = form.current
    element.addEventListener("onelead:sent", onSent)
    return () => element.removeEventListener("onelead:sent", onSent)
  }, [])
  return (
    <form ref={form} data-onelead="Enquiry">
      <label>Name <input name="name" required /></label>
      <label>Mobile <input name="phone" type="tel" required /></label>
      <button>Send</button>
      {sent ? <p>We have your enquiry.</p> : null}
    </form>
  )
}`,
  },
  {
    id: "wordpress",
    title: "WordPress",
    about:
      "For Contact Form 7, WPForms, Elementor, Gravity Forms and others: the plugin goes on as before, and Onelead gets a copy. Add this to the theme's footer, or with a plugin for header and footer code.",
    code: tag(site, ` data-mode="copy" data-form=".wpcf7-form, .wpforms-form, .elementor-form, .gform_wrapper form"`),
  },
  {
    id: "webflow",
    title: "Webflow",
    about: "Project settings, Custom code, Footer code. Webflow's own form handling goes on, and Onelead gets a copy.",
    code: tag(site, ` data-mode="copy" data-form=".w-form form"`),
  },
]

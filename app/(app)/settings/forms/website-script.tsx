import { CopyButton } from "@/components/ui/copy-button"
import { scriptExamples, type ScriptSite } from "@/lib/core/forms/script-examples"

/** How the company's website sends its forms here, ready to be pasted. */
export function WebsiteScript({ site, origins }: { site: ScriptSite | null; origins: readonly string[] }) {
  return (
    <section className="grid gap-4" aria-labelledby="website-script">
      <div>
        <h2 id="website-script" className="text-base font-semibold">
          Website script
        </h2>
        <p className="text-sm text-ink-2">
          One line on the website sends its forms to Onelead, with the campaign, the referrer and the landing page of the visit. It is under
          4 kB, sets no cookies, and tries again when the connection fails.
        </p>
      </div>
      {site ? (
        <>
          <p className="text-sm text-ink-2">
            {origins.length > 0 ? (
              <>
                Pages of <bdi>{origins.join(", ")}</bdi> may send forms.
              </>
            ) : (
              <>
                Any page may send forms. Name your own in <code>WEBSITE_FORM_ORIGINS</code>.
              </>
            )}
          </p>
          <div className="grid gap-2">
            {scriptExamples(site).map(({ id, title, about, code }) => (
              <details key={id} className="rounded-md border border-line bg-raised" open={id === "html"}>
                <summary className="cursor-pointer px-3 py-2 text-sm font-medium">{title}</summary>
                <div className="grid gap-2 border-t border-line p-3">
                  <p className="text-sm text-ink-2">{about}</p>
                  <div className="relative">
                    <pre
                      className="overflow-x-auto rounded-md bg-sunken p-3 pe-10 text-xs"
                      tabIndex={0}
                      role="region"
                      aria-label={`Code for ${title}`}
                      dir="ltr"
                    >
                      <code>{code}</code>
                    </pre>
                    <CopyButton value={code} what={`code for ${title}`} className="absolute end-1 top-1" />
                  </div>
                </div>
              </details>
            ))}
          </div>
        </>
      ) : (
        <p className="text-sm text-ink-2">
          Set <code>WEBSITE_FORM_KEY</code> to a random text and restart. The code for your website is shown here then.
        </p>
      )}
    </section>
  )
}

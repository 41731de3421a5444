/** The layout of every page: one style sheet, one script, light and dark. */
export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;")

const STYLE = `
:root{color-scheme:light dark;--ground:light-dark(#f6f7f8,#15171a);--raised:light-dark(#fff,#1e2125);--ink:light-dark(#1c2024,#e6e8ea);--quiet:light-dark(#5c656e,#9aa3ac);--line:light-dark(#dde1e5,#32373d);--accent:light-dark(#b8410f,#ff9a6b);--danger:light-dark(#b3261e,#ff8a80)}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
a{color:inherit;text-underline-offset:2px}nav{display:flex;flex-wrap:wrap;gap:2px 18px;align-items:center;padding:10px 20px;background:var(--raised);border-bottom:1px solid var(--line)}
nav b{color:var(--accent);margin-inline-end:8px}nav a{text-decoration:none;padding:4px 0}nav a[aria-current]{font-weight:600;border-bottom:2px solid var(--accent)}nav span{margin-inline-start:auto}
main{padding:16px 20px 48px;max-width:1500px;margin:auto}h1{font-size:20px;margin:4px 0 12px}h2{font-size:15px;margin:20px 0 8px}h3{font-size:13px;margin:0}
.quiet{color:var(--quiet)}.num{font-variant-numeric:tabular-nums}.bar{display:flex;gap:14px;align-items:center;flex-wrap:wrap;margin-bottom:12px}.bar>form{display:flex;gap:6px}
.new{margin-inline-start:auto;position:relative}.new summary{list-style:none;cursor:pointer;background:var(--accent);color:light-dark(#fff,#15171a);padding:6px 12px;border-radius:6px}.new[open] form{position:absolute;inset-inline-end:0;z-index:1;width:300px;margin-top:6px;background:var(--raised);border:1px solid var(--line);border-radius:8px;padding:14px;box-shadow:0 8px 24px #0003}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}table{border-collapse:collapse;width:100%;background:var(--raised)}th,td{text-align:start;padding:7px 12px;border-bottom:1px solid var(--line);white-space:nowrap}th{font-weight:500;color:var(--quiet);font-size:12px}tr:last-child td{border:0}
input,select,button{font:inherit;color:inherit;background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:5px 9px;max-width:100%}button{cursor:pointer}.primary{background:var(--accent);border-color:var(--accent);color:light-dark(#fff,#15171a)}.danger{color:var(--danger)}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.board{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(200px,1fr);gap:10px;overflow-x:auto;padding-bottom:8px}.column{background:light-dark(#eceef0,#1a1d20);border-radius:8px;padding:10px;display:grid;gap:8px;align-content:start}.column header{display:grid}.card{background:var(--raised);border:1px solid var(--line);border-radius:8px;padding:9px;display:grid;gap:5px}.card select{width:100%}.card a{text-decoration:none}.card a:hover{text-decoration:underline}.column p{margin:0}
.two{display:grid;grid-template-columns:minmax(260px,420px) 1fr;gap:28px}@media(max-width:760px){.two{grid-template-columns:1fr}nav span{display:none}main{padding:12px 14px 40px}}
.fields{display:grid;gap:10px}.fields label{display:grid;gap:3px;color:var(--quiet);font-size:12px}.fields input,.fields select{font-size:14px;color:var(--ink);width:100%}.inline{display:inline-flex;gap:6px;margin:0 8px 8px 0}.plain{list-style:none;padding:0;margin:0;display:grid;gap:6px}ul{margin:0;padding-inline-start:18px}
.notice{background:light-dark(#fdecea,#3a1f1d);border:1px solid var(--danger);border-radius:8px;padding:8px 12px;margin-bottom:12px}code{font:12px ui-monospace,monospace}
`

/** Choosing a stage submits the form; an optional field left blank is not sent. */
const SCRIPT = `
document.addEventListener("change",e=>{if(e.target.matches("[data-submit]"))e.target.form.requestSubmit()})
document.addEventListener("submit",e=>{const q=e.submitter?.dataset.confirm;if(q&&!confirm(q)){e.preventDefault();return}for(const f of e.target.querySelectorAll("[data-optional]"))if(!f.value)f.disabled=true})
`

type Layout = { title: string; active: string; body: string; notice?: string | null }

export function layout({ title, active, body, notice }: Layout): string {
  const links = [
    ["contacts", "Contacts"],
    ["deals", "Deals"],
    ["traffic", "Traffic"],
  ].map(([path = "", label = ""]) => `<a href="/${path}"${path === active ? ' aria-current="page"' : ""}>${label}</a>`)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} · Simulated HubSpot</title><style>${STYLE}</style></head>
<body><nav><b>Simulated HubSpot</b>${links.join("")}<span class="quiet">Nothing here leaves this machine</span></nav>
<main><h1 dir="auto">${escapeHtml(title)}</h1>${notice ? `<p class="notice" role="alert">${escapeHtml(notice)}</p>` : ""}${body}</main><script>${SCRIPT}</script></body></html>`
}

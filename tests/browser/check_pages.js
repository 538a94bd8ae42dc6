// Loads each address in a frame and returns what is wrong on its page.
(addresses) => {
  const STRANGE = "iframe, object, embed, style, svg, math, base, video, audio, main form[method=post], [http-equiv]"
  const STRANGE_IN_A_BODY = ".body :not(p, br, h2, h3, strong, b, em, i, ul, ol, li, blockquote, a, .dateline)"
  const LEADS = ["href", "src", "action", "formaction"], RUNS = /^\s*(?:javascript|vbscript|data):/i

  const isStrange = ({ name, value }) => name.startsWith("on") || name === "style" || (LEADS.includes(name) && RUNS.test(value))
  const isOurs = (script) => script.type === "application/ld+json" || new URL(script.src).origin === location.origin
  const strange = (page) => [
    ...[...page.querySelectorAll("*")].filter((element) => [...element.attributes].some(isStrange)),
    ...page.querySelectorAll(`${STRANGE}, ${STRANGE_IN_A_BODY}`),
    ...[...page.scripts].filter((script) => !isOurs(script)),
  ].map((element) => element.outerHTML.slice(0, 200))
  const read = (page) => ({
    strange: strange(page),
    whole: page.body.lastElementChild?.className === "site-footer",
    headline: page.querySelector("h1")?.textContent,
    parts: page.querySelectorAll("main > article > *").length,
    linked: [...page.querySelectorAll("[type='application/ld+json']")].map((script) => JSON.parse(script.text)).length,
  })
  const load = (address) => new Promise((done) => {
    const frame = document.createElement("iframe")
    frame.src = address
    frame.onload = () => {
      done({ address, ...(frame.contentDocument ? read(frame.contentDocument) : { strange: ["left for elsewhere"] }) })
      frame.remove()
    }
    document.body.append(frame)
  })
  return Promise.all(addresses.map(load))
}

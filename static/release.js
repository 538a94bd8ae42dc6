// Copying, paragraph links, and the time at a contact's place. Without this, plain links stand where these would.

// A button that copies what `words()` gives; it says how it went.
const copier = (label, words, said) => {
  const button = document.createElement("button")
  button.type = "button"
  button.textContent = label
  button.ariaLive = "polite"
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(words()); button.textContent = said.done } catch { button.textContent = said.failed }
    setTimeout(() => { button.textContent = label }, 2000)
  })
  return button
}

// The words of the release to paste: each paragraph one line, unlike the plain text, whose lines end at 72 columns.
const PRINTED = [
  "header :is(.date, .kicker, h1, .subheadline, .note, .small)", ".body > *", ".contacts > :is(h2, p:not(.reach, .note))",
  ".boilerplate > p", ".signatories > *",
].map((part) => `.release > ${part}`).join()
const text = () => {
  const words = [...document.querySelectorAll(PRINTED)].map((block) =>
    block.innerText.replace(block.querySelector("a[href='#editions']")?.innerText ?? "", "").trim())
  return [...words, document.documentElement.dataset.address, "###\n"].join("\n\n")
}

const actions = document.querySelector(".actions")
if (navigator.clipboard && actions) {
  for (const link of actions.querySelectorAll("a[data-copy]")) {
    const words = () => link.dataset.copy === "text" ? text() : link.href
    link.replaceWith(copier(link.dataset.words, words, actions.dataset))
  }
  const section = document.querySelector(".quotes")
  for (const quote of section?.querySelectorAll(".quote") ?? []) {
    const [said, who] = ["blockquote", "figcaption"].map((part) => quote.querySelector(part)?.textContent.trim())
    const { source, address, words } = section.dataset
    const quoted = () => `${said}\n${who ? `– ${who}\n` : ""}\n${source}\n${address}#${quote.id}\n`
    quote.querySelector(".small").append(" ", copier(words, quoted, actions.dataset))
  }
}

// One link for all paragraphs: it stands beside the one that is pointed at. By keyboard it is one stop; arrows move it.
const body = document.querySelector(".release > .body")
if (body) {
  const blocks = [...body.querySelectorAll(":scope > [id]")]
  const link = document.createElement("a")
  link.className = "here"
  const stand = (block) => {
    link.href = `#${block.id}`
    link.ariaLabel = `${body.dataset.words} ${block.id.slice(2)}`
    block.prepend(link)
  }
  body.addEventListener("pointerover", ({ target }) => {
    const block = blocks.find((each) => each.contains(target))
    if (block && block !== link.parentElement && document.activeElement !== link) stand(block)
  })
  link.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const block = step && blocks[blocks.indexOf(link.parentElement) + step]
    if (!block) return
    event.preventDefault()
    stand(block)
    link.focus()
  })
  if (blocks.length) stand(blocks[0])
}

// Whether a contact can be called now, by the clock of the place. The hours are those the server has printed.
const clock = (zone, options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(new Date())
const tell = (place) => {
  const { zone, hours, open, closed } = place.dataset
  const time = clock(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
  const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(clock(zone, { weekday: "short" }))
  const answers = hours.split(",").some((line) => {
    const [first, last, opens, closes] = line.match(/(\d)-(\d) (.{5})-(.{5})/).slice(1)
    return first <= day && day <= last && opens <= time && (time < closes || closes === "23:59")
  })
  place.classList.toggle("open", answers)
  place.textContent = (answers ? open : closed).replace("{time}", time)
}
const places = document.querySelectorAll(".now[data-zone]")
const tellAll = () => places.forEach(tell)
tellAll()
setInterval(tellAll, 30_000)

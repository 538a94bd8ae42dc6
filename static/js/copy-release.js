// Buttons that copy the link, the text and the quotes of a release. Without JavaScript, plain links are in their place.
const actions = document.querySelector(".actions")

// Returns a button that copies what `getText()` returns, and says whether it did.
function copyButton(label, getText) {
  const button = document.createElement("button")
  button.type = "button"
  button.textContent = label
  button.ariaLive = "polite"
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(getText())
      button.textContent = actions.dataset.done
    } catch {
      button.textContent = actions.dataset.failed
    }
    setTimeout(() => { button.textContent = label }, 2000)
  })
  return button
}

// The parts of the release that are copied. A paragraph is one line; the plain text breaks its lines at 72 columns.
const PARTS = [
  "header :is(.date, .kicker, h1, .subheadline, .note, .small)",
  ".body > *",
  ".contacts > :is(h2, p:not(.contact-details, .note))",
  ".boilerplate > p",
  ".signatories > *",
].map((part) => `.release > ${part}`).join()

function releaseText() {
  const paragraphs = [...document.querySelectorAll(PARTS)].map((block) => {
    const linkToEditions = block.querySelector("a[href='#editions']")?.innerText ?? ""
    return block.innerText.replace(linkToEditions, "").trim()
  })
  return [...paragraphs, document.documentElement.dataset.address, "###\n"].join("\n\n")
}

function addQuoteButtons(section) {
  const { source, address, label } = section.dataset
  for (const quote of section.querySelectorAll(".quote")) {
    const text = quote.querySelector("blockquote").textContent.trim()
    const speaker = quote.querySelector("figcaption")?.textContent.trim()
    const quoteText = () => `${text}\n${speaker ? `– ${speaker}\n` : ""}\n${source}\n${address}#${quote.id}\n`
    quote.querySelector(".small").append(" ", copyButton(label, quoteText))
  }
}

if (navigator.clipboard && actions) {
  for (const link of actions.querySelectorAll("a[data-copy]")) {
    const getText = link.dataset.copy === "text" ? releaseText : () => link.href
    link.replaceWith(copyButton(link.dataset.label, getText))
  }
  const quotes = document.querySelector(".quotes")
  if (quotes) addQuoteButtons(quotes)
}

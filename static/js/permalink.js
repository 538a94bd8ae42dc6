// A link to the paragraph under the pointer. It is one link for all of them, so the keyboard stops once; arrows move it.
const body = document.querySelector(".release > .body")

if (body) {
  const blocks = [...body.querySelectorAll(":scope > [id]")]
  const link = document.createElement("a")
  link.className = "permalink"

  const moveTo = (block) => {
    link.href = `#${block.id}`
    link.ariaLabel = `${body.dataset.label} ${block.id.slice(2)}`
    block.prepend(link)
  }

  body.addEventListener("pointerover", ({ target }) => {
    const block = blocks.find((each) => each.contains(target))
    if (block && block !== link.parentElement && document.activeElement !== link) moveTo(block)
  })

  link.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const block = step && blocks[blocks.indexOf(link.parentElement) + step]
    if (!block) return
    event.preventDefault()
    moveTo(block)
    link.focus()
  })

  if (blocks.length) moveTo(blocks[0])
}

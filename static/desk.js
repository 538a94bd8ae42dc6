// Asks before a page is left on which words were typed and not saved. The desk works without it.
const form = document.getElementById("release_form")
let unsaved = Boolean(document.querySelector(".errornote"))
const changed = () => { unsaved = true }

form?.addEventListener("input", changed)
form?.addEventListener("submit", () => { unsaved = false })
addEventListener("load", () => {
  if (form) window.CKEDITOR?.on("instanceReady", ({ editor }) => editor.on("change", changed))
})
addEventListener("beforeunload", (event) => {
  if (form && unsaved) event.preventDefault()
})

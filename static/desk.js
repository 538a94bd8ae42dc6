// Asks before a page is left on which words were typed and not saved. The desk works without it.
const form = document.getElementById("release_form")

if (form) {
  let unsaved = Boolean(document.querySelector(".errornote"))
  const typed = () => { unsaved = true }
  form.addEventListener("input", typed)
  form.addEventListener("submit", () => { unsaved = false })
  window.CKEDITOR?.on("instanceReady", ({ editor }) => editor.on("change", typed))
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault() })
}

// A part that an address leads to is opened.
const part = location.hash && document.getElementById(location.hash.slice(1))
for (const folded of part?.querySelectorAll?.("details") ?? []) folded.open = true

// Asks before the reader leaves a release with changes that are not saved.
const form = document.getElementById("release_form")

if (form) {
  let unsaved = Boolean(document.querySelector(".errornote"))
  const markUnsaved = () => { unsaved = true }
  form.addEventListener("input", markUnsaved)
  form.addEventListener("submit", () => { unsaved = false })
  window.CKEDITOR?.on("instanceReady", ({ editor }) => editor.on("change", markUnsaved))
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault() })
}

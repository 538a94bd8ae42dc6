// What a form holds, and when it changes. CKEditor is part of the form.
const AFTER_TYPING = 1200
const AT_LEAST_EVERY = 4000

const editors = () => Object.values(window.CKEDITOR?.instances ?? {})

// The form as application/x-www-form-urlencoded, without its files: only Save can send them.
export function serialize(form) {
  for (const editor of editors()) if (editor.checkDirty()) editor.updateElement()
  const data = new FormData(form)
  data.delete("csrfmiddlewaretoken")
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name)
  return new URLSearchParams(data).toString()
}

// Calls `save` a moment after the last change; every few seconds while changes go on.
export function onChange(form, save) {
  let timer
  let lastSave = 0

  const schedule = () => {
    clearTimeout(timer)
    const untilDue = Math.max(0, lastSave + AT_LEAST_EVERY - Date.now()) || AFTER_TYPING
    timer = setTimeout(() => {
      lastSave = Date.now()
      save()
    }, Math.min(AFTER_TYPING, untilDue))
  }

  for (const name of ["input", "change", "formset:added", "formset:removed"]) {
    document.addEventListener(name, (event) => { if (event.target.closest?.("form") === form) schedule() })
  }
  document.addEventListener("click", (event) => { if (event.target.closest(".inline-deletelink, .add-row")) schedule() })
  window.CKEDITOR?.on("instanceReady", ({ editor }) => editor.on("change", schedule))
  for (const editor of editors()) editor.on("change", schedule)
}

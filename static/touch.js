// On pages that do what needs a fresh touch: before a form is sent, the passkey is touched, where the last touch is old.
// Without it the server holds what was sent back, with the question for the touch.

import { can, touchFirst, trouble } from "./passkeys.js"

const box = document.getElementById("touch")
const ready = new WeakSet()
let asking = false

function say(form, words) {
  box.textContent = words
  ;(form.querySelector(".submit-row") ?? form).after(box)
  box.hidden = !words
}

if (box && can()) document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter
  if (form.method !== "post" || !document.getElementById("content").contains(form) || form.dataset.ceremony) return
  if (ready.delete(form)) return
  event.preventDefault()
  if (asking) return
  asking = true
  say(form, box.dataset.waiting)
  try {
    await touchFirst(box.dataset, form.elements.csrfmiddlewaretoken.value)
    say(form, "")
    ready.add(form)
    form.requestSubmit(button)
  } catch (error) { say(form, trouble(error, box.dataset)) }
  asking = false
})

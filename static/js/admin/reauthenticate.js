// Asks for a passkey before a form is sent, if the last authentication is not recent.
// Without JavaScript, the server keeps what was sent and asks for the passkey on a page of its own.

import { csrfToken } from "./csrf.js"
import { errorMessage, hasPasskeys, reauthenticate } from "./passkeys.js"

const status = document.getElementById("reauthenticate")
const authenticated = new WeakSet()
let asking = false

function show(form, message) {
  status.textContent = message
  const place = form.querySelector(".submit-row") ?? form
  place.after(status)
  status.hidden = !message
}

const isHandled = (form) =>
  form.method === "post" && document.getElementById("content").contains(form) && !form.dataset.ceremony

async function reauthenticateFirst(event) {
  const form = event.target
  const button = event.submitter
  if (!isHandled(form) || authenticated.delete(form)) return
  event.preventDefault()
  if (asking) return
  asking = true
  show(form, status.dataset.waiting)
  try {
    form.elements.csrfmiddlewaretoken.value = csrfToken(form)
    await reauthenticate(status.dataset, csrfToken(form))
    show(form, "")
    authenticated.add(form)
    form.requestSubmit(button)
  } catch (error) {
    show(form, errorMessage(error, status.dataset))
  }
  asking = false
}

if (status && hasPasskeys()) document.addEventListener("submit", reauthenticateFirst)

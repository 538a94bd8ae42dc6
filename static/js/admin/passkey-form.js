// Forms that send the answer of a passkey. data-ceremony is "registration" or "authentication", as in WebAuthn;
// data-options-url is where the options come from.

import { createPasskey, errorMessage, getPasskey, hasPasskeys, reauthenticate } from "./passkeys.js"

function disable(form) {
  form.querySelector("[role=status]").textContent = form.dataset.unsupported
  for (const button of form.querySelectorAll("[type=submit]")) button.disabled = true
}

async function send(form) {
  const status = form.querySelector("[role=status]")
  const token = form.csrfmiddlewaretoken.value
  const askPasskey = form.dataset.ceremony === "registration" ? createPasskey : getPasskey
  const recent = document.getElementById("reauthenticate")
  status.textContent = form.dataset.waiting
  try {
    if (recent) await reauthenticate(recent.dataset, token)
    form.elements.credential.value = await askPasskey(form.dataset.optionsUrl, token)
    form.submit()
  } catch (error) {
    status.textContent = errorMessage(error, form.dataset)
  }
}

for (const form of document.querySelectorAll("form[data-ceremony]")) {
  if (hasPasskeys()) {
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      send(form)
    })
  } else {
    disable(form)
  }
}

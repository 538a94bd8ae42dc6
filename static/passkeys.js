// Asks the browser for a passkey, or for a new one, and puts its answer into the form.
// The server's questions and the answers go as WebAuthn's own JSON.

const url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0))

// Another one since a new sign-in in another window.
export const token = (form) => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value

export const can = () => Boolean(window.PublicKeyCredential && navigator.credentials)

async function asked(address, token) {
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token } })
  if (answer.redirected) throw new DOMException("", "SignedOutError")
  if (!answer.ok) throw new Error(answer.status === 429 ? await answer.text() : "")
  return (await answer.json()).publicKey
}

// The browser's own toJSON fails with some password managers' objects, so the fields are read here.
export async function touched(address, token) {
  const question = await asked(address, token)
  if (!question) return ""
  question.challenge = bytes(question.challenge)
  for (const key of question.allowCredentials ?? []) key.id = bytes(key.id)
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey: question })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return JSON.stringify({
    id, type, rawId: url(rawId), clientExtensionResults: {},
    response: {
      clientDataJSON: url(clientDataJSON), authenticatorData: url(authenticatorData),
      signature: url(signature), userHandle: userHandle ? url(userHandle) : null,
    },
  })
}

export async function made(address, token) {
  const question = await asked(address, token)
  question.challenge = bytes(question.challenge)
  question.user.id = bytes(question.user.id)
  for (const key of question.excludeCredentials ?? []) key.id = bytes(key.id)
  const key = await navigator.credentials.create({ publicKey: question })
  const { clientDataJSON, attestationObject } = key.response
  return JSON.stringify({
    id: key.id, type: key.type, rawId: url(key.rawId), clientExtensionResults: {},
    response: { clientDataJSON: url(clientDataJSON), attestationObject: url(attestationObject) },
  })
}

// Touches a passkey, where the last touch is old.
export async function touchFirst({ question, touch }, token) {
  const credential = await touched(question, token)
  if (!credential) return
  const answer = await fetch(touch, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ credential }) })
  if (!answer.ok || answer.redirected) throw new Error(answer.status === 403 ? await answer.text() : "")
}

// In words, from the form that asks.
export function trouble(error, words) {
  if (error.name === "InvalidStateError") return words.there
  if (error.name === "SignedOutError") return words.ended
  if (error.name === "SecurityError") return words.elsewhere
  if (error.name === "NotAllowedError" || error.name === "AbortError") return words.cancelled
  return error.message && error.constructor === Error ? error.message : words.failed
}

// Forms that carry an answer: data-ceremony says which, data-question where the question comes from.
for (const form of document.querySelectorAll("form[data-ceremony]")) {
  const said = form.querySelector("[role=status]"), { ceremony, question, ...words } = form.dataset
  if (!can()) {
    said.textContent = words.without
    for (const button of form.querySelectorAll("[type=submit]")) button.disabled = true
    continue
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    said.textContent = words.waiting
    try {
      const touch = document.getElementById("touch")
      if (touch) await touchFirst(touch.dataset, form.csrfmiddlewaretoken.value)
      form.elements.credential.value = await (ceremony === "make" ? made : touched)(question, form.csrfmiddlewaretoken.value)
      form.submit()
    } catch (error) { said.textContent = trouble(error, words) }
  })
}

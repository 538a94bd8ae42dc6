// Asks the browser for a passkey, and returns the answer as the JSON that WebAuthn defines.
// The toJSON of the browser fails with objects of some password managers, so the fields are read here.

const toBase64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0))

export const hasPasskeys = () => Boolean(window.PublicKeyCredential && navigator.credentials)

// The options for navigator.credentials, from the server. Null if the last authentication is recent.
async function fetchOptions(url, token) {
  const response = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token } })
  if (response.redirected) throw new DOMException("", "SignedOutError")
  if (!response.ok) throw new Error(response.status === 429 ? await response.text() : "")
  return (await response.json()).publicKey
}

// The answer of an existing passkey. Empty if the server asks for none.
export async function getPasskey(optionsUrl, token) {
  const options = await fetchOptions(optionsUrl, token)
  if (!options) return ""
  options.challenge = fromBase64url(options.challenge)
  for (const key of options.allowCredentials ?? []) key.id = fromBase64url(key.id)
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey: options })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return JSON.stringify({
    id, type, rawId: toBase64url(rawId), clientExtensionResults: {},
    response: {
      clientDataJSON: toBase64url(clientDataJSON), authenticatorData: toBase64url(authenticatorData),
      signature: toBase64url(signature), userHandle: userHandle ? toBase64url(userHandle) : null,
    },
  })
}

export async function createPasskey(optionsUrl, token) {
  const options = await fetchOptions(optionsUrl, token)
  options.challenge = fromBase64url(options.challenge)
  options.user.id = fromBase64url(options.user.id)
  for (const key of options.excludeCredentials ?? []) key.id = fromBase64url(key.id)
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey: options })
  const { clientDataJSON, attestationObject } = response
  return JSON.stringify({
    id, type, rawId: toBase64url(rawId), clientExtensionResults: {},
    response: { clientDataJSON: toBase64url(clientDataJSON), attestationObject: toBase64url(attestationObject) },
  })
}

// Sends the answer of a passkey to the server, if the last authentication is not recent.
export async function reauthenticate({ optionsUrl, reauthenticateUrl }, token) {
  const credential = await getPasskey(optionsUrl, token)
  if (!credential) return
  const body = new URLSearchParams({ credential })
  const response = await fetch(reauthenticateUrl, { method: "POST", headers: { "X-CSRFToken": token }, body })
  if (!response.ok || response.redirected) throw new Error(response.status === 403 ? await response.text() : "")
}

// What to show for an error. `messages` are the data attributes of templates/accounts/_passkey_messages.html.
export function errorMessage(error, messages) {
  if (error.name === "InvalidStateError") return messages.exists
  if (error.name === "SignedOutError") return messages.signedOut
  if (error.name === "SecurityError") return messages.otherHost
  if (error.name === "NotAllowedError" || error.name === "AbortError") return messages.cancelled
  return error.message && error.constructor === Error ? error.message : messages.failed
}

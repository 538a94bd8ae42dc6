// The CSRF token now: it changes when the person signs in again in another window.
export function csrfToken(form) {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)
  return cookie?.[1] ?? form.elements.csrfmiddlewaretoken.value
}

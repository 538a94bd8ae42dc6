// Keeps what is typed: in this browser at once, in the newsroom a moment later, and says who else has the release open.
// Without it, Save saves as ever, and a form that was refused is kept by the newsroom.

const AFTER_TYPING = 1200, AT_MOST_EVERY = 4000, HEARTBEAT = 30000
const PREFIX = "keep:"
const joining = document.getElementById("joining")
const box = document.getElementById("keeping")

const read = (key) => { try { return JSON.parse(localStorage.getItem(PREFIX + key)) } catch { return null } }
const write = (key, copy) => {
  try {
    copy ? localStorage.setItem(PREFIX + key, JSON.stringify(copy)) : localStorage.removeItem(PREFIX + key)
  } catch { /* full or forbidden: the newsroom's copy remains */ }
}
const crc32 = (text) => {
  let sum = -1
  for (let i = 0; i < text.length; i++) {
    sum ^= text.charCodeAt(i)
    for (let bit = 8; bit--;) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1))
  }
  return String((sum ^ -1) >>> 0)
}
const token = (form) => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? form.csrfmiddlewaretoken.value

function typedIn(form) {
  for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) if (editor.checkDirty()) editor.updateElement()
  const data = new FormData(form)
  data.delete("csrfmiddlewaretoken")
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name) // only Save can send it
  return new URLSearchParams(data).toString()
}

function watch(form, act) {
  let soon, last = 0
  const typed = () => {
    clearTimeout(soon)
    soon = setTimeout(() => { last = Date.now(); act() }, Math.min(AFTER_TYPING, Math.max(0, last + AT_MOST_EVERY - Date.now()) || AFTER_TYPING))
  }
  for (const event of ["input", "change", "formset:added", "formset:removed"]) document.addEventListener(event, (e) => { if (e.target.closest?.("form") === form) typed() })
  document.addEventListener("click", (e) => { if (e.target.closest(".inline-deletelink, .add-row")) typed() })
  window.CKEDITOR?.on("instanceReady", ({ editor }) => editor.on("change", typed))
  for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) editor.on("change", typed)
}

// A release: its copy here goes as soon as the newsroom has the same.
function keepRelease(form, { key, keep, unsaved, version, saved, check, onlyHere, typed }) {
  const server = document.getElementById("kept"), warning = document.getElementById("kept-only-here")
  const presence = document.getElementById("presence")
  let kept = typedIn(form), sending = false, leaving = false, asked = Boolean(server), place = key
  const refused = Boolean(document.querySelector(".errornote"))

  const send = (body = "") => fetch(`${keep}?version=${version}`, {
    method: "POST", body, redirect: "manual", keepalive: body.length < 60000,
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token(form) },
  })
  const heard = async (response) => {
    const answer = response.ok || response.status === 410 || response.status === 413 ? await response.json() : {}
    warning.hidden = response.ok
    if (!response.ok) warning.textContent = answer.words ?? onlyHere
    if (answer.others) {
      const words = answer.others.join("\n")
      if (words !== [...presence.children].map((p) => p.textContent).join("\n")) {
        presence.replaceChildren(...answer.others.map((line) => Object.assign(document.createElement("p"), { textContent: line })))
      }
    }
    return response.ok
  }
  const unreached = () => { warning.textContent = onlyHere; warning.hidden = false }
  const keepNow = async () => {
    const text = typedIn(form)
    if (leaving || text === kept) return
    write(place, { form: text, version, at: Date.now() })
    if (asked || sending) return
    sending = true
    try {
      if (await heard(await send(text))) {
        kept = text
        if (read(place)?.form === text) write(place, null)
      }
    } catch { unreached() }
    sending = false
    if (typedIn(form) !== text) setTimeout(keepNow, AFTER_TYPING)
  }
  // Empty, so that the newsroom knows that nobody did anything: a page left open keeps no session from ending.
  const beat = () => { if (!leaving) send().then(heard).catch(unreached).then(keepNow) }

  const isThere = (copy) => crc32(copy.form) === check || (copy.sent && (refused || Number(saved) > Number(copy.version)))
  for (const place of [key, `${key}:new`]) if (read(place) && isThere(read(place))) write(place, null)
  if (!read(key)) {
    write(key, read(`${key}:new`))
    write(`${key}:new`, null)
  }
  if (read(key)) offer(read(key))

  function offer(copy) {
    asked = true
    place = `${key}:new` // what is typed now goes beside what is offered
    box.hidden = false
    box.classList.add("kept")
    box.querySelector(".when").textContent = new Date(copy.at).toLocaleString()
    box.querySelector("[data-take]").addEventListener("click", async () => {
      try {
        if (await heard(await send(copy.form))) { write(key, null); leaving = true; location.assign(unsaved) }
      } catch { unreached() }
    })
    box.querySelector("[data-throw]").addEventListener("click", () => {
      write(key, null)
      box.hidden = true
      place = key
      asked = Boolean(server)
    })
  }

  watch(form, keepNow)
  form.addEventListener("submit", () => {
    form.csrfmiddlewaretoken.value = token(form) // another one since a new sign-in in another window
    const text = typedIn(form)
    if (text !== kept || typed !== undefined || refused || read(place)) write(place, { form: text, version, at: Date.now(), sent: true })
    leaving = true
    setTimeout(() => { leaving = false }, 15000) // it did not get through, and the page is still here
  })
  setTimeout(beat, 1500) // the page before this one has just said that it leaves
  if (refused || typed !== undefined) kept = ""
  setInterval(beat, HEARTBEAT)
  addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; beat() } })
  addEventListener("pagehide", () => {
    const text = typedIn(form), unkept = !leaving && !asked && text !== kept
    if (!leaving && text !== kept) write(place, { form: text, version, at: Date.now() })
    const body = `${unkept && text.length < 60000 ? text + "&" : ""}csrfmiddlewaretoken=${token(form)}`
    navigator.sendBeacon(`${keep}?leaving=1`, new Blob([body], { type: "application/x-www-form-urlencoded" }))
  })
}

// One box or a few fields, in this browser only, put back where they stand empty as they came.
function keepHere(form, key) {
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "submit"].includes(field.type))
  const refused = document.querySelector(".errornote, .errorlist"), copy = read(key)
  const blank = refused ? "" : JSON.stringify(fields().map((field) => field.value))
  if (copy && !refused) for (const field of fields()) if (field.name in copy) field.value = copy[field.name]
  const keepNow = () => {
    const now = Object.fromEntries(fields().map((field) => [field.name, field.value]))
    write(key, JSON.stringify(Object.values(now)) === blank ? null : now)
  }
  watch(form, keepNow)
  form.addEventListener("submit", () => { keepNow(); write("sent", { key }) })
  addEventListener("pagehide", keepNow)
}

// What was sent and led to a page that is not its own is there: the copy goes.
const sent = read("sent")
if (sent && document.querySelector(".messagelist .success")) write(sent.key, null)
if (sent && !document.querySelector("#login-form")) write("sent", null)

if (joining) { if (read(joining.dataset.key)?.sent) write(joining.dataset.key, null) }
else if (box?.dataset.keep) keepRelease(document.getElementById(box.dataset.form), box.dataset)
else if (box) keepHere(document.getElementById(box.dataset.form), box.dataset.key)

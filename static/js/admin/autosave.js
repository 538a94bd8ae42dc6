// Saves what is typed into a release before Save is pressed: in this browser at once, on the server a moment later.
// It also shows who else has the release open. The settings are in templates/admin/releases/release/_autosave.html.

import { csrfToken } from "./csrf.js"
import { onChange, serialize } from "./form-changes.js"
import { deleteCopy, readCopy, writeCopy } from "./local-copies.js"

const HEARTBEAT = 30000
const FIRST_HEARTBEAT = 1500 // the page before this one has just said that it was left
const RETRY = 1200
const SUBMIT_TIMEOUT = 15000
const MAX_BEACON = 60000 // characters; browsers send 64 kB after a page is left

// CRC-32 of a text, as zlib.crc32 of Python computes it.
function crc32(text) {
  let sum = -1
  for (let i = 0; i < text.length; i++) {
    sum ^= text.charCodeAt(i)
    for (let bit = 8; bit--;) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1))
  }
  return String((sum ^ -1) >>> 0)
}

class Autosave {
  constructor(form, element) {
    this.form = form
    this.element = element
    this.settings = element.dataset
    this.warning = document.getElementById("autosave-warning")
    this.presence = document.getElementById("presence")
    this.refused = Boolean(document.querySelector(".errornote"))
    this.restored = this.settings.restored !== undefined
    // Until the person decides about an older copy, what is typed now is kept in this browser only.
    this.serverCopyOffered = Boolean(document.getElementById("autosave-offer"))
    this.undecided = this.serverCopyOffered
    this.localKey = this.settings.key
    this.savedText = serialize(form)
    this.sending = false
    this.leaving = false
  }

  start() {
    this.offerLocalCopy()
    onChange(this.form, () => this.save())
    this.form.addEventListener("submit", () => this.onSubmit())
    setTimeout(() => this.heartbeat(), FIRST_HEARTBEAT)
    if (this.refused || this.restored) this.savedText = ""
    setInterval(() => this.heartbeat(), HEARTBEAT)
    addEventListener("pagehide", () => this.onPageHide())
    addEventListener("pageshow", ({ persisted }) => {
      if (!persisted) return
      this.leaving = false
      this.heartbeat()
    })
  }

  writeLocalCopy(text, more = {}) {
    writeCopy(this.localKey, { form: text, version: this.settings.version, at: Date.now(), ...more })
  }

  async save() {
    const text = serialize(this.form)
    if (this.leaving || text === this.savedText) return
    this.writeLocalCopy(text)
    if (this.undecided || this.sending) return
    this.sending = true
    if (await this.send(text)) {
      this.savedText = text
      if (readCopy(this.localKey)?.form === text) deleteCopy(this.localKey)
    }
    this.sending = false
    if (serialize(this.form) !== text) setTimeout(() => this.save(), RETRY)
  }

  // An empty request: the server sees that the page is open, and does not count it as activity of the session.
  async heartbeat() {
    if (this.leaving) return
    await this.send("")
    this.save()
  }

  // Sends the form to the server, and shows its answer. Returns whether the server has it.
  async send(body) {
    try {
      const response = await fetch(`${this.settings.saveUrl}?version=${this.settings.version}`, {
        method: "POST",
        body,
        redirect: "manual",
        keepalive: body.length < MAX_BEACON,
        headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": csrfToken(this.form) },
      })
      return await this.show(response)
    } catch {
      this.warn(this.settings.offlineMessage)
      return false
    }
  }

  async show(response) {
    const hasJson = response.ok || response.status === 410 || response.status === 413
    const answer = hasJson ? await response.json() : {}
    if (response.ok) this.warning.hidden = true
    else this.warn(answer.words ?? this.settings.offlineMessage)
    if (answer.others) this.showOthers(answer.others)
    return response.ok
  }

  warn(message) {
    this.warning.textContent = message
    this.warning.hidden = false
  }

  // Replaces the lines only if they changed, because a screen reader reads them aloud.
  showOthers(lines) {
    const shown = [...this.presence.children].map((line) => line.textContent)
    if (lines.join("\n") === shown.join("\n")) return
    this.presence.replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })),
    )
  }

  // The server has the text of this copy, or the release was saved after the copy was sent.
  isObsolete(copy) {
    const { checksum, lastSave } = this.settings
    const savedSince = copy.sent && (this.refused || Number(lastSave) > Number(copy.version))
    return crc32(copy.form) === checksum || savedSince
  }

  offerLocalCopy() {
    const { key } = this.settings
    const newKey = `${key}:new`
    for (const each of [key, newKey]) {
      const copy = readCopy(each)
      if (copy && this.isObsolete(copy)) deleteCopy(each)
    }
    if (!readCopy(key)) {
      const newer = readCopy(newKey)
      if (newer) writeCopy(key, newer)
      deleteCopy(newKey)
    }
    const copy = readCopy(key)
    if (!copy) return
    this.undecided = true
    this.localKey = newKey
    this.element.hidden = false
    this.element.classList.add("autosave-notice")
    this.element.querySelector(".timestamp").textContent = new Date(copy.at).toLocaleString()
    this.element.querySelector("[data-restore]").addEventListener("click", () => this.restore(copy))
    this.element.querySelector("[data-discard]").addEventListener("click", () => this.discard())
  }

  async restore(copy) {
    if (!(await this.send(copy.form))) return
    deleteCopy(this.settings.key)
    this.leaving = true
    location.assign(this.settings.restoreUrl)
  }

  discard() {
    deleteCopy(this.settings.key)
    this.element.hidden = true
    this.localKey = this.settings.key
    this.undecided = this.serverCopyOffered
  }

  onSubmit() {
    this.form.csrfmiddlewaretoken.value = csrfToken(this.form)
    const text = serialize(this.form)
    const changed = text !== this.savedText || this.restored || this.refused || readCopy(this.localKey)
    if (changed) this.writeLocalCopy(text, { sent: true })
    this.leaving = true
    setTimeout(() => { this.leaving = false }, SUBMIT_TIMEOUT) // the request failed, and the page is still open
  }

  onPageHide() {
    const text = serialize(this.form)
    const unsaved = !this.leaving && text !== this.savedText
    if (unsaved) this.writeLocalCopy(text)
    const form = unsaved && !this.undecided && text.length < MAX_BEACON ? `${text}&` : ""
    const body = `${form}csrfmiddlewaretoken=${csrfToken(this.form)}`
    navigator.sendBeacon(`${this.settings.saveUrl}?leaving=1`, new Blob([body], { type: "application/x-www-form-urlencoded" }))
  }
}

const merge = document.getElementById("merge-form")
const element = document.getElementById("autosave")

if (merge) {
  // The text that was sent is on the server now, next to the text of the other person.
  if (readCopy(merge.dataset.key)?.sent) deleteCopy(merge.dataset.key)
} else if (element) {
  new Autosave(document.getElementById(element.dataset.form), element).start()
}

// Keeps a few fields in this browser only, and fills them in again when the page opens with the fields empty.
// For pages without a release: a new one, or the import of a text.

import { onChange } from "./form-changes.js"
import { deleteCopy, readCopy, writeCopy } from "./local-copies.js"

const SENT = "sent"

function keepDraft(form, key) {
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "submit"].includes(field.type))
  const refused = document.querySelector(".errornote, .errorlist")
  const copy = readCopy(key)
  const initial = refused ? "" : JSON.stringify(fields().map((field) => field.value))

  if (copy && !refused) {
    for (const field of fields()) if (field.name in copy) field.value = copy[field.name]
  }

  const save = () => {
    const values = Object.fromEntries(fields().map((field) => [field.name, field.value]))
    if (JSON.stringify(Object.values(values)) === initial) deleteCopy(key)
    else writeCopy(key, values)
  }
  onChange(form, save)
  form.addEventListener("submit", () => {
    save()
    writeCopy(SENT, { key })
  })
  addEventListener("pagehide", save)
}

// A draft that was sent and saved is deleted: the page after it shows a success message.
const sent = readCopy(SENT)
if (sent && document.querySelector(".messagelist .success")) deleteCopy(sent.key)
if (sent && !document.querySelector("#login-form")) deleteCopy(SENT)

const draft = document.getElementById("local-draft")
if (draft) keepDraft(document.getElementById(draft.dataset.form), draft.dataset.key)

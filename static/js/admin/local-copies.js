// Copies of forms in this browser, by key: "<person>:<release>" and the like.
const PREFIX = "keep:"

export function readCopy(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key))
  } catch {
    return null
  }
}

export function writeCopy(key, copy) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(copy))
  } catch { /* full or forbidden: the copy on the server remains */ }
}

export function deleteCopy(key) {
  try {
    localStorage.removeItem(PREFIX + key)
  } catch { /* forbidden */ }
}

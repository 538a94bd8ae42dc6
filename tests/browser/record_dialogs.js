// Runs before the scripts of a page and records calls of dialogs, print and open.
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = () => { (top.ran ??= []).push(name) }
}

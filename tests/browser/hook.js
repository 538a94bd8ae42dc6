// Before any script of a page: whatever a payload would call says so.
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = () => { (top.ran ??= []).push(name) }
}

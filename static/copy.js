// Buttons that copy the text of a box; without this, the box can be selected and copied by hand.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const box = document.getElementById(button.dataset.copy)
  const words = button.textContent
  button.hidden = false
  button.addEventListener("click", async () => {
    box.select()
    try { await navigator.clipboard.writeText(box.value) } catch { document.execCommand("copy") }
    button.textContent = button.dataset.done
    setTimeout(() => { button.textContent = words }, 2000)
  })
}

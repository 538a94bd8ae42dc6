// Copies what a button points at. Without it the text can be marked and copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy)
  button.hidden = false
  button.addEventListener("click", async () => {
    text.select()
    if (navigator.clipboard) await navigator.clipboard.writeText(text.value)
    else document.execCommand("copy")
    const words = button.textContent
    button.textContent = button.dataset.done
    setTimeout(() => { button.textContent = words }, 2000)
  })
}

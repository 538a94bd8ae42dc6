// Buttons that print the page. Without JavaScript, the menu of the browser does it.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}

// Puts each payload into the editor and returns the forbidden elements that remain.
async ([way, all]) => {
  const editor = CKEDITOR.instances.id_body, sheet = editor.editable(), found = []
  const STRANGE = "script, iframe, object, embed, svg, math, form, base, meta, link, style, video, audio"
  const RUNS = ["javascript:", "vbscript:", "data:"]
  const dataTransfer = () => new CKEDITOR.plugins.clipboard.dataTransfer()
  const put = {
    setData: (words) => editor.setData(words),
    paste: (words) => editor.fire("paste", { type: "html", dataValue: words, method: "paste", dataTransfer: dataTransfer() }),
  }[way]
  for (const words of all) {
    sheet.setHtml("<p>x</p>")
    const range = editor.createRange()
    range.moveToElementEditEnd(sheet)
    range.select()
    try { put(words) } catch { /* what it cannot insert is not there */ }
    for (const element of document.querySelectorAll(".cke_editable *")) {
      const runs = [...element.attributes].some(({ name }) => name.startsWith("on")) || RUNS.includes(element.protocol)
      if (runs || element.matches(STRANGE)) found.push([words, element.outerHTML])
    }
  }
  await new Promise((done) => setTimeout(done, 500))
  return found
}

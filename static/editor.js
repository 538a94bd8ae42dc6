// CKEditor 4 under a policy that lets no inline script run. Loaded after ckeditor.js and before the page is ready.
{
  // Its templates hold handlers as attributes, which the policy would not run. They are kept as data, and read here.
  // Each says "return false", or calls one of CKEditor's own functions by number: nothing else is ever run.
  const KINDS = ["click", "mousedown", "keydown", "keypress", "focus", "dragstart"]
  const HANDLER = new RegExp(`\\son(${KINDS.join("|")})="`, "g")
  const CALL = /^(?:return )?CKEDITOR\.tools\.callFunction\((\d+),\s*(event|this)\s*\);?(return false;)?$/
  const output = CKEDITOR.template.prototype.output

  CKEDITOR.template.prototype.output = function (data, buffer) {
    const html = output.call(this, data).replace(HANDLER, ' data-handle-$1="')
    return buffer ? buffer.push(html) : html
  }

  for (const kind of KINDS) {
    document.addEventListener(kind, (event) => {
      const name = `data-handle-${kind}`, element = event.target.closest?.(`.cke [${name}]`)
      if (!element || element.closest(".cke_editable")) return // what is written is no part of the editor
      const handler = element.getAttribute(name).trim(), call = CALL.exec(handler)
      const answer = call && CKEDITOR.tools.callFunction(Number(call[1]), call[2] === "event" ? event : element)
      if (answer === false || call?.[3] || handler === "return false;") event.preventDefault()
    }, true)
  }

  // A dialog's handle for its size is made without a template, and nobody needs it.
  CKEDITOR.on("dialogDefinition", ({ data }) => { data.definition.resizable = CKEDITOR.DIALOG_RESIZE_NONE })

  // Headings as buttons: the list of formats opens in a frame.
  CKEDITOR.plugins.add("headings", {
    init(editor) {
      for (const [tag, label] of Object.entries(editor.config.headings)) {
        const style = new CKEDITOR.style({ element: tag })
        editor.addCommand(tag, new CKEDITOR.styleCommand(style))
        editor.attachStyleStateChange(style, (state) => { if (!editor.readOnly) editor.getCommand(tag).setState(state) })
        editor.ui.addButton(tag.toUpperCase(), { label, command: tag })
      }
    },
  })
}

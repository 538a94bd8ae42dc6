// Runs the event handlers of CKEditor 4 under a content security policy that forbids inline scripts.
// Loaded after ckeditor.js and before the page is ready.
//
// The templates of CKEditor hold handlers as attributes. They are kept as data attributes and read here: each says
// "return false", or calls a function of CKEditor by its number. Nothing else in them runs.
{
  const EVENTS = ["click", "mousedown", "keydown", "keypress", "focus", "blur", "dragstart"]
  const ATTRIBUTE = new RegExp(`\\son(${EVENTS.join("|")})="`, "g")
  const CALL = /^(?:return )?CKEDITOR\.tools\.callFunction\((\d+),\s*(event|this)\s*\);?(return false;)?$/
  const output = CKEDITOR.template.prototype.output

  CKEDITOR.template.prototype.output = function (data, buffer) {
    const html = output.call(this, data).replace(ATTRIBUTE, ' data-handle-$1="')
    return buffer ? buffer.push(html) : html
  }

  const handle = (event) => {
    const name = `data-handle-${event.type}`
    const element = event.target.closest?.(`.cke [${name}]`)
    if (!element || element.closest(".cke_editable")) return // the text that is edited has no handlers
    const handler = element.getAttribute(name).trim()
    const call = CALL.exec(handler)
    const result = call && CKEDITOR.tools.callFunction(Number(call[1]), call[2] === "event" ? event : element)
    if (result === false || call?.[3] || handler === "return false;") event.preventDefault()
  }
  for (const name of EVENTS) document.addEventListener(name, handle, true)

  // The handle that resizes a dialog is made without a template, so its handler cannot run. Nobody needs it.
  CKEDITOR.on("dialogDefinition", ({ data }) => { data.definition.resizable = CKEDITOR.DIALOG_RESIZE_NONE })
}

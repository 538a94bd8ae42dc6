// CKEditor 4 under a policy that lets no inline script run. Loaded after ckeditor.js and before the page is ready.
{
  // Its templates hold handlers as attributes, which the policy would not run. They are kept as data, and read here.
  // Each says "return false", or calls one of CKEditor's own functions by number: nothing else of them is ever run.
  const KINDS = ["click", "mousedown", "keydown", "keypress", "focus", "blur", "dragstart"]
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
        editor.ui.addButton(tag.toUpperCase(), { label, command: tag, isToggle: true })
      }
    },
  })

  // CKEditor reads what is put into it in this page, where a picture is fetched as soon as it is read. So it is read
  // before, where nothing loads or runs, and what is no text goes; so does a link to no page, mail or number. This is
  // not what the newsroom trusts: it cleans what it stores and shows.
  const GONE = "script, style, template, noscript, noembed, noframes, xmp, listing, plaintext, textarea, title, svg, math, "
    + "iframe, frame, frameset, object, embed, applet, img, image, picture, video, audio, source, track, link, meta, base, "
    + "form, input, button, select"
  const LEADS = ["http:", "https:", "mailto:", "tel:"]
  const leads = (address) => { try { return LEADS.includes(new URL(address, location.href).protocol) } catch { return false } }

  const MARK = '<span data-cke-marker="1">&nbsp;</span>' // CKEditor's own, around what has spaces at its ends

  function harmless(html) {
    if (html.startsWith(MARK) && html.endsWith(MARK)) return MARK + harmless(html.slice(MARK.length, -MARK.length)) + MARK
    const { body } = new DOMParser().parseFromString(`<!doctype html><body>${html}`, "text/html")
    for (const element of body.querySelectorAll(GONE)) element.remove()
    for (const element of body.querySelectorAll("*")) {
      for (const { name, value } of [...element.attributes]) {
        if (name !== "href" || !leads(value)) element.removeAttribute(name)
      }
    }
    return body.innerHTML
  }

  CKEDITOR.plugins.add("harmless", {
    init(editor) {
      editor.on("toHtml", ({ data }) => { data.dataValue = harmless(data.dataValue) }, null, null, 1)
    },
  })
}

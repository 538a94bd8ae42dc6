// A plugin of CKEditor: removes everything but text and links from what is put into the editor.
//
// CKEditor parses it inside this page, where an image is fetched as soon as it is parsed. DOMParser parses it first,
// where nothing loads and no script runs. The newsroom does not trust this: the server cleans what it stores and shows.
{
  const FORBIDDEN = "script, style, template, noscript, noembed, noframes, xmp, listing, plaintext, textarea, title, svg, "
    + "math, iframe, frame, frameset, object, embed, applet, img, image, picture, video, audio, source, track, link, meta, "
    + "base, form, input, button, select"
  const PROTOCOLS = ["http:", "https:", "mailto:", "tel:"]
  const MARKER = '<span data-cke-marker="1">&nbsp;</span>' // CKEditor puts it around text with spaces at its ends

  function isAllowedLink(url) {
    try {
      return PROTOCOLS.includes(new URL(url, location.href).protocol)
    } catch {
      return false
    }
  }

  function clean(html) {
    if (html.startsWith(MARKER) && html.endsWith(MARKER)) {
      return MARKER + clean(html.slice(MARKER.length, -MARKER.length)) + MARKER
    }
    const { body } = new DOMParser().parseFromString(`<!doctype html><body>${html}`, "text/html")
    for (const element of body.querySelectorAll(FORBIDDEN)) element.remove()
    for (const element of body.querySelectorAll("*")) {
      for (const { name, value } of [...element.attributes]) {
        if (name !== "href" || !isAllowedLink(value)) element.removeAttribute(name)
      }
    }
    return body.innerHTML
  }

  CKEDITOR.plugins.add("safepaste", {
    init(editor) {
      editor.on("toHtml", ({ data }) => { data.dataValue = clean(data.dataValue) }, null, null, 1)
    },
  })
}

// Returns the elements that are forbidden on a page of the desk or in its editor.
() => {
  const STRANGE = "iframe:not(.preview-frame), object, embed, math, base, video, audio, marquee, [http-equiv]"
  const STRANGE_IN_THE_EDITOR = ":is(script, style, svg, form, input, meta, link, img):not([data-cke-temp])"
  const runs = (element) => [...element.attributes].some(({ name }) => name.startsWith("on"))
    || (["javascript:", "vbscript:", "data:"].includes(element.protocol) && !element.matches("a[class^=cke_]"))
  const strange = (element) => element.matches(STRANGE) || runs(element)
    || (element.matches(STRANGE_IN_THE_EDITOR) && element.closest(".cke_editable"))
  return [...document.querySelectorAll("body *")].filter(strange).map((element) => element.outerHTML.slice(0, 200))
}

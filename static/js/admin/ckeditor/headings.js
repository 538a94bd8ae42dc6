// A plugin of CKEditor: buttons for headings. Its own list of formats opens in a frame, which the policy forbids.
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

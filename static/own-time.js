// Adds the reader's own time where it is another than the newsroom's. Without this, the newsroom's time stands alone.
for (const time of document.querySelectorAll(".own-time time")) {
  const at = new Date(time.dateTime)
  const format = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" }
  const newsroom = Number(document.body.dataset.adminUtcOffset)
  if (!Number.isNaN(at.valueOf()) && newsroom !== -60 * at.getTimezoneOffset()) {
    time.after(` · ${at.toLocaleString(document.documentElement.lang, { ...format, hour12: false })}`)
  }
}

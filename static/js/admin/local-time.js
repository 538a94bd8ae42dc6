// Adds the time on the reader's own clock, if it differs from the newsroom's.
const FORMAT = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" }

for (const time of document.querySelectorAll(".local-time time")) {
  const at = new Date(time.dateTime)
  const newsroomOffset = Number(document.body.dataset.adminUtcOffset)
  if (!Number.isNaN(at.valueOf()) && newsroomOffset !== -60 * at.getTimezoneOffset()) {
    time.after(` · ${at.toLocaleString(document.documentElement.lang, { ...FORMAT, hour12: false })}`)
  }
}

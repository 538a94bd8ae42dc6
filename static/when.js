// Says what a typed hour is on the clocks of the press contacts, while it is typed. The server says it, too.
const shown = (instant, zone) => {
  const format = new Intl.DateTimeFormat("en-CA-u-hc-h23", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  })
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute)
}

// The instants at which the clocks of `zone` show this wall time: none or two as they change.
const instants = (wall, zone) => {
  const day = 24 * 3600e3
  const offsets = [wall - day, wall + day].map((near) => shown(near, zone) - near)
  return [...new Set(offsets.map((offset) => wall - offset))].filter((instant) => shown(instant, zone) === wall)
}

const echo = (part) => {
  const [day, time, zone] = ["day", "time", "zone"].map((name) => part.querySelector(`.clock [name$="${name}"]`))
  const list = part.querySelector(".echoes.typed")
  const say = () => {
    const wall = Date.parse(`${day.value}T${time.value}Z`)
    const found = Number.isNaN(wall) ? [] : instants(wall, zone.value)
    list.hidden = found.length !== 1 || ["00:00", "12:00"].includes(time.value) // the server asks which is meant
    for (const place of list.querySelectorAll("[data-zone]")) {
      place.textContent = list.hidden ? "" : new Intl.DateTimeFormat(list.dataset.lang, {
        timeZone: place.dataset.zone, weekday: "long", year: "numeric", month: "long", day: "numeric",
        hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
      }).format(found[0])
    }
    if (day.value || time.value) part.querySelector('[value="at"]').checked = true
  }
  part.addEventListener("input", (event) => { if (part.querySelector(".clock").contains(event.target)) say() })
  say()
}

document.querySelectorAll("fieldset.when").forEach(echo)

// Shows what the typed embargo time is in the time zones of the press contacts, while it is typed.
// The server shows it, too, after the form is sent.
const DAY = 24 * 3600e3

// The time that clocks in `zone` show at `instant`, in milliseconds as if it were UTC.
function clockTime(instant, zone) {
  const format = new Intl.DateTimeFormat("en-CA-u-hc-h23", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  })
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute)
}

// The instants at which clocks in `zone` show this time: none or two when daylight saving begins or ends.
function findInstants(time, zone) {
  const offsets = [time - DAY, time + DAY].map((near) => clockTime(near, zone) - near)
  return [...new Set(offsets.map((offset) => time - offset))].filter((instant) => clockTime(instant, zone) === time)
}

function showInOtherZones(fieldset) {
  const [day, time, zone] = ["day", "time", "zone"].map((name) => fieldset.querySelector(`.local-time-fields [name$="${name}"]`))
  const list = fieldset.querySelector(".in-other-zones.live")

  const update = () => {
    const typed = Date.parse(`${day.value}T${time.value}Z`)
    const instants = Number.isNaN(typed) ? [] : findInstants(typed, zone.value)
    list.hidden = instants.length !== 1 || ["00:00", "12:00"].includes(time.value) // the server asks which is meant
    for (const place of list.querySelectorAll("[data-zone]")) {
      place.textContent = list.hidden ? "" : new Intl.DateTimeFormat(list.dataset.lang, {
        timeZone: place.dataset.zone, weekday: "long", year: "numeric", month: "long", day: "numeric",
        hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
      }).format(instants[0])
    }
    if (day.value || time.value) fieldset.querySelector('[value="at"]').checked = true
  }

  fieldset.addEventListener("input", (event) => {
    if (fieldset.querySelector(".local-time-fields").contains(event.target)) update()
  })
  update()
}

document.querySelectorAll(".embargo-form").forEach(showInOtherZones)

// Says whether a contact can be called now, in the time zone of the contact. The server prints the hours into the page.
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
const contacts = document.querySelectorAll(".availability[data-zone]")

const timeIn = (zone, options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(new Date())

// `hours` is a list such as "0-4 09:00-17:00,5-5 10:00-23:59": days from Monday on, 23:59 for the end of the day.
function isOpen(hours, day, time) {
  return hours.split(",").some((line) => {
    const [firstDay, lastDay, opens, closes] = line.match(/(\d)-(\d) (.{5})-(.{5})/).slice(1)
    return firstDay <= day && day <= lastDay && opens <= time && (time < closes || closes === "23:59")
  })
}

function update(contact) {
  const { zone, hours, open, closed } = contact.dataset
  const time = timeIn(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
  const day = DAYS.indexOf(timeIn(zone, { weekday: "short" }))
  const openNow = isOpen(hours, day, time)
  contact.classList.toggle("open", openNow)
  contact.textContent = (openNow ? open : closed).replace("{time}", time)
}

const updateAll = () => contacts.forEach(update)
updateAll()
setInterval(updateAll, 30_000)

// Opens the folded parts of the section that the address names: /change/#members-group.
const section = location.hash && document.getElementById(location.hash.slice(1))
for (const details of section?.querySelectorAll?.("details") ?? []) details.open = true

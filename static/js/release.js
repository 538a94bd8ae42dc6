// The page of a release. The site serves this file with the others inside it: icnk/static_finders.py.
import "./copy-release.js"
import "./permalink.js"
import "./availability.js"

"""Is it yours? What somebody was sent, beside what was issued. Nothing of it is kept."""

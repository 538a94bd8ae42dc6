"""An invented release in the form of the old site, for tests to take apart."""

# ruff: noqa: E501 - a paragraph of a release is one line

SHORT_RELEASE = """\
Home > Information > Releases

Date : May 4, 2018
Harbour Watch Welcomes Port Inquiry

Norland: Let Families Meet

Harbour Watch Welcomes Port Inquiry

(Lindmark – May 3, 2018) -- Harbour Watch today welcomed the first findings of the inquiry into the closed ports of Norland.

“The ports must open,” said Mina Falk, Deputy Director at Harbour Watch. “Every family has waited long enough.”

The Panel of Port Inspectors, appointed by the UN Secretary-General in 2016, asserted that “no legal ground exists for closing a port to families.” They called for “open doors” across the country.

For more information:

In Lindmark, Mina Falk, Deputy Director, Harbour Watch, tel: +1-202-555-0101, email: falk@example.org, follow on Twitter @samplefalk

In Oster, Jon Vik, Port Officer, Oster Relief, tel: +1-202-555-0102, email: vik@example.org

The Alliance for Open Ports is a joint effort of twelve groups that seek to let the families of Norland meet again.

Members and supporters of the Alliance include:

Harbour Watch (UK)

Open Ports - OP (Norway)

Helping Hands

PIER (Port Inspection and Exit Register)(Japan)

Lena Abara, Professor, Lindmark University (USA)

Carl Dow

Prev  Next
"""

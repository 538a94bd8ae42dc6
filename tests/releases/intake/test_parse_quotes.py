import pytest

from releases.intake.parse import read_quotes


def read(*paragraphs):
    """(words, speaker, title, organisation, kind) of each quotation."""
    return [(q.text, q.speaker, q.title, q.organisation, q.kind) for q in read_quotes(paragraphs)]


MINA = ("Mina Falk", "Deputy Director", "Harbour Watch", "spoken")


@pytest.mark.parametrize(
    "paragraph",
    [
        "“The ports must open,” said Mina Falk, Deputy Director at Harbour Watch.",
        "“The ports must open,” said Mina Falk, Deputy Director of Harbour Watch, in a statement on Monday.",
        "“The ports must open,” Mina Falk, Deputy Director of the Harbour Watch, told reporters.",
        "“The ports must open,” said Dr. Mina Falk, Deputy Director, Harbour Watch (HW).",
        "“The ports must open,” said Harbour Watch Deputy Director Mina Falk.",
        "Mina Falk, Deputy Director of Harbour Watch, said: “The ports must open,”",
        "Speaking in Oslo, Mina Falk, Deputy Director of Harbour Watch, warned that “The ports must open,”",
        "According to Mina Falk, Deputy Director at Harbour Watch, “The ports must open,”",
        "Harbour Watch’s Deputy Director, Mina Falk, said that “The ports must open,”",
        '"The ports must open," said Mina Falk, Deputy Director at Harbour Watch.',
        "‘The ports must open,’ said Mina Falk, Deputy Director at Harbour Watch.",
        "'The ports must open,' said Mina Falk, Deputy Director at Harbour Watch.",
        "« The ports must open, » said Mina Falk, Deputy Director at Harbour Watch.",
    ],
)
def test_quote_is_attributed_to_its_speaker(paragraph):
    assert read(paragraph) == [("The ports must open,", *MINA)]


def test_parts_around_attribution_are_one_quote():
    assert read("“The ports must open,” said Mina Falk, Deputy Director at Harbour Watch. “All of them.”") == [
        ("The ports must open, All of them.", *MINA)
    ]
    assert read("“The ports,” said Mina Falk, Deputy Director at Harbour Watch, “must open.”") == [
        ("The ports, must open.", *MINA)
    ]


def test_parts_with_own_attributions_are_two_quotes():
    quotes = read("“Open them,” said Mina Falk. “Not yet,” said Jon Vik.")
    assert [quote[:2] for quote in quotes] == [("Open them,", "Mina Falk"), ("Not yet,", "Jon Vik")]


def test_quote_over_paragraphs_is_joined_by_blank_line():
    assert read(
        "“The ports must open,” said Mina Falk, Deputy Director at Harbour Watch. “First one.",
        "“Then another.",
        "“Then all of them.”",
    ) == [("The ports must open, First one.\n\nThen another.\n\nThen all of them.", *MINA)]


def test_nested_marks_stay_in_quote():
    words = "They said, ‘Never use the “front door” again,’ and left,"
    assert read(f"“{words}” said a sailor, whose name is withheld.") == [
        (words, "a sailor, whose name is withheld", None, None, "spoken")
    ]


def test_apostrophe_is_no_quotation_mark():
    assert read("The workers' union and the sailors’ guild met at six o’clock in the '90s.") == []


def test_quote_of_body_is_document_and_keeps_printed_short_name():
    body = "The Panel of Port Inspectors, appointed by the UN Secretary-General in 2016, "
    assert read(
        body + "asserted that “no legal ground exists for closing a port.” "
        "They called for “measures that open every port.”",
        "“A port belongs to those who sail,” the inspectors argued.",
    ) == [
        ("no legal ground exists for closing a port.", "Panel of Port Inspectors", None, "UN", "document"),
        ("measures that open every port.", "Panel of Port Inspectors", None, "UN", "document"),
        ("A port belongs to those who sail,", "the inspectors", None, "UN", "document"),
    ]


def test_named_members_of_body_share_quote():
    quotes = read(
        "The Panel of Port Inspectors, set up by the United Nations, met in Oslo.",
        "The port inspectors, Ida Moe, a judge who served in Oslo, and Bo Lind, a sailor, contended that “the closing "
        "of ports breaks the law of the sea.” They also ask the Council “to send somebody who looks at each port.”",
    )
    assert {quote[1:] for quote in quotes} == {("Ida Moe and Bo Lind", None, "Panel of Port Inspectors", "document")}


def test_office_and_its_holder_are_separate_speakers():
    quotes = read(
        "In a separate report, the new UN Special Envoy on Closed Ports, Paulo Reis, emphasized that “every closed "
        "port is a wound.” He called for a “two-port plan” this year. “Two ports are better than none at all.”",
        "The Special Envoy welcomed the news and urged “all port masters” to act. He asked states to act “without any "
        "further delay and in good faith.”",
    )
    holder = ("Paulo Reis", "UN Special Envoy on Closed Ports", "UN")
    assert [quote[1:] for quote in quotes] == [
        (*holder, "document"),
        (*holder, "fragment"),
        (*holder, "document"),
        ("Special Envoy", None, "UN", "fragment"),
        (*holder, "document"),
    ]


@pytest.mark.parametrize(
    ("paragraph", "speaker", "kind"),
    [
        ("The sailors said that “nobody has come to us for years.”", "the sailors", "spoken"),
        ("A manual recommends “that a port has two doors and one bell.”", "a manual", "document"),
        ("“Nobody has come to us for years,” a sailor told reporters.", "a sailor", "spoken"),
    ],
)
def test_unnamed_speaker_is_kept_as_printed(paragraph, speaker, kind):
    assert [(quote[1], quote[4]) for quote in read(paragraph)] == [(speaker, kind)]


def test_surname_resolves_to_person_without_title():
    quotes = read("“Open them,” said Mina Falk.", "“We have waited,” Ms. Falk said in a statement.")
    assert [quote[1] for quote in quotes] == ["Mina Falk", "Mina Falk"]


def test_quote_in_statement_is_spoken_and_in_report_is_document():
    assert read("In a statement, Mina Falk said that “nobody should have to wait.”")[0][4] == "spoken"
    assert read("In a new report, Mina Falk wrote that “nobody should have to wait.”")[0][4] == "document"


def test_pronoun_and_surname_resolve_to_person():
    quotes = read(
        "“Open them,” said Mina Falk, Deputy Director at Harbour Watch.",
        "“We have waited,” Falk said. She added that “nobody should have to wait for so long.”",
    )
    assert [quote[1:] for quote in quotes] == [MINA] * 3


@pytest.mark.parametrize("words", ["without delay", "all port masters", "two-port plan", "as a whole"])
def test_phrase_in_sentence_is_fragment(words):
    assert read(f"Mina Falk urged states to act “{words}” on the ports.")[0][4] == "fragment"


def test_term_has_no_speaker():
    assert read("The so-called “quiet ports” stay closed.") == [("quiet ports", None, None, None, "term")]


def test_defined_short_name_is_no_quote():
    assert read("The Port Act (the “Act”) is in force.") == []


@pytest.mark.parametrize(
    ("paragraph", "quote"),
    [
        ("„Die Häfen müssen öffnen“, sagte Jana Holt, Sprecherin von Harbour Watch.",
         ("Die Häfen müssen öffnen", "Jana Holt", "Sprecherin", "Harbour Watch", "spoken")),
        ("« Ouvrez les ports », a déclaré Luc Morel.", ("Ouvrez les ports", "Luc Morel", None, None, "spoken")),
        ("하버워치의 박민아 사무총장은 “항구를 열어야 한다”고 말했다.",
         ("항구를 열어야 한다", "박민아", "사무총장", "하버워치", "spoken")),
        ("港湾連合の山田花子代表は「港を開くべきだ」と述べた。",
         ("港を開くべきだ", "山田花子", "代表", "港湾連合", "spoken")),
    ],
)  # fmt: skip
def test_quote_in_other_languages_is_attributed(paragraph, quote):
    assert read(paragraph) == [quote]


def test_korean_titles_of_works_are_no_quotes():
    assert read("하버워치는 「항구백서」와 『바다』를 발표했다.") == []


def test_quote_without_marks_is_found_by_attribution():
    paragraph = "The ports must open for all of us, said Mina Falk, Deputy Director of Harbour Watch. All of them."
    assert read(paragraph) == [("The ports must open for all of us, All of them.", *MINA)]
    assert len(read(paragraph, "“It is time,” said Jon Vik.")) == 1


def test_quote_spans_are_positions_in_joined_paragraphs():
    paragraphs = ["No words here.", "“Open,” said Mina Falk. “Now.”"]
    (quote,) = read_quotes(paragraphs)
    assert ["\n\n".join(paragraphs)[span.start : span.end] for span in quote.spans] == ["Open,", "Now."]

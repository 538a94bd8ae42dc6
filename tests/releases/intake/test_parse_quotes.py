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
def test_words_go_to_the_person_they_are_attributed_to(paragraph):
    assert read(paragraph) == [("The ports must open,", *MINA)]


def test_parts_around_an_attribution_are_one_quotation():
    assert read("“The ports must open,” said Mina Falk, Deputy Director at Harbour Watch. “All of them.”") == [
        ("The ports must open, All of them.", *MINA)
    ]
    assert read("“The ports,” said Mina Falk, Deputy Director at Harbour Watch, “must open.”") == [
        ("The ports, must open.", *MINA)
    ]


def test_words_with_a_speaker_of_their_own_are_another_quotation():
    quotes = read("“Open them,” said Mina Falk. “Not yet,” said Jon Vik.")
    assert [quote[:2] for quote in quotes] == [("Open them,", "Mina Falk"), ("Not yet,", "Jon Vik")]


def test_words_that_go_on_in_the_next_paragraph_are_joined_by_a_blank_line():
    assert read(
        "“The ports must open,” said Mina Falk, Deputy Director at Harbour Watch. “First one.",
        "“Then another.",
        "“Then all of them.”",
    ) == [("The ports must open, First one.\n\nThen another.\n\nThen all of them.", *MINA)]


def test_marks_inside_marks_stay_with_the_words():
    words = "They said, ‘Never use the “front door” again,’ and left,"
    assert read(f"“{words}” said a sailor, whose name is withheld.") == [
        (words, "a sailor, whose name is withheld", None, None, "spoken")
    ]


def test_an_apostrophe_is_no_mark():
    assert read("The workers' union and the sailors’ guild met at six o’clock in the '90s.") == []


def test_a_body_s_words_are_cited_and_its_short_name_is_kept_as_printed():
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


def test_members_of_a_body_speak_together_for_it():
    quotes = read(
        "The Panel of Port Inspectors, set up by the United Nations, met in Oslo.",
        "The port inspectors, Ida Moe, a judge who served in Oslo, and Bo Lind, a sailor, contended that “the closing "
        "of ports breaks the law of the sea.” They also ask the Council “to send somebody who looks at each port.”",
    )
    assert {quote[1:] for quote in quotes} == {("Ida Moe and Bo Lind", None, "Panel of Port Inspectors", "document")}


def test_an_office_and_its_holder_are_told_apart():
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
def test_a_speaker_without_a_name_is_kept_as_printed(paragraph, speaker, kind):
    assert [(quote[1], quote[4]) for quote in read(paragraph)] == [(speaker, kind)]


def test_a_surname_finds_a_person_without_a_title():
    quotes = read("“Open them,” said Mina Falk.", "“We have waited,” Ms. Falk said in a statement.")
    assert [quote[1] for quote in quotes] == ["Mina Falk", "Mina Falk"]


def test_words_in_a_statement_are_spoken_and_those_in_a_report_are_not():
    assert read("In a statement, Mina Falk said that “nobody should have to wait.”")[0][4] == "spoken"
    assert read("In a new report, Mina Falk wrote that “nobody should have to wait.”")[0][4] == "document"


def test_a_pronoun_and_a_surname_find_the_person():
    quotes = read(
        "“Open them,” said Mina Falk, Deputy Director at Harbour Watch.",
        "“We have waited,” Falk said. She added that “nobody should have to wait for so long.”",
    )
    assert [quote[1:] for quote in quotes] == [MINA] * 3


@pytest.mark.parametrize("words", ["without delay", "all port masters", "two-port plan", "as a whole"])
def test_a_few_words_built_into_a_sentence_are_a_fragment(words):
    assert read(f"Mina Falk urged states to act “{words}” on the ports.")[0][4] == "fragment"


def test_a_term_has_no_speaker():
    assert read("The so-called “quiet ports” stay closed.") == [("quiet ports", None, None, None, "term")]


def test_a_short_name_given_in_parentheses_is_no_quotation():
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
def test_other_languages_attribute_in_their_own_way(paragraph, quote):
    assert read(paragraph) == [quote]


def test_the_titles_of_works_in_korean_are_no_quotations():
    assert read("하버워치는 「항구백서」와 『바다』를 발표했다.") == []


def test_a_text_that_lost_its_marks_still_shows_who_spoke():
    paragraph = "The ports must open for all of us, said Mina Falk, Deputy Director of Harbour Watch. All of them."
    assert read(paragraph) == [("The ports must open for all of us, All of them.", *MINA)]
    assert len(read(paragraph, "“It is time,” said Jon Vik.")) == 1


def test_spans_point_into_the_paragraphs_joined_by_a_blank_line():
    paragraphs = ["No words here.", "“Open,” said Mina Falk. “Now.”"]
    (quote,) = read_quotes(paragraphs)
    assert ["\n\n".join(paragraphs)[span.start : span.end] for span in quote.spans] == ["Open,", "Now."]

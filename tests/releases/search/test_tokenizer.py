"""Tokens of texts and terms of search queries."""

import unicodedata

import pytest

from releases.search import tokenizer
from releases.search.snippets import get_snippets, highlight
from releases.search.tokenizer import LINE_BREAK, MAX_TERMS, parse_query, tokenize


def cut(text):
    return [word for word in tokenize(text) if word != LINE_BREAK]


def terms(text):
    return [" ".join(term.words) + "…" * term.is_prefix for term in parse_query(text).terms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Crimes against Humanity", ["crimes", "against", "humanity"]),
        ("P’yŏngyang, Łódź, STRASSE und Straße", ["pyongyang", "lodz", "strasse", "und", "strasse"]),
        ("Ch'oe Ch‘ŏl-su’s", ["choe", "chol", "su"]),
        ("zero\u200bwidth soft\u00adhyphen e\u0301t", ["zerowidth", "softhyphen", "et"]),
        ("2014년 １２３", ["2014", "년", "123"]),
        ("북한의 인권", ["북한", "한의", "의", "인권", "권"]),
        ("北朝鮮、人権", ["北朝", "朝鮮", "鮮", "人権", "権"]),
        ("ﾊﾟﾝﾌﾞ", ["パン", "ンブ", "ブ"]),
        ("DPRK의", ["dprk", "의"]),
        ("under_score", ["under", "score"]),
    ],
)
def test_tokens_ignore_spelling_variants(text, expected):
    assert cut(text) == expected
    assert cut(unicodedata.normalize("NFD", text)) == expected


def test_tokens_keep_marks_that_make_another_letter():
    assert cut("が") != cut("か")
    assert cut("각") != cut("가")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Kwon UN 2017", ["kwon…", "un", "2017"]),
        ('"crimes against" humanity', ["crimes against", "humanity…"]),
        ("“crimes against” 「人権侵害」", ["crimes against", "人権 権侵 侵害"]),
        ("Eun-kyoung", ["eun kyoung…"]),
        ("북한", ["북한"]),
        ("북", ["북…"]),
        ("북한의", ["북한"]),
        ("위원회에서", ["위원 원회"]),
        ("DPRK의", ["dprk…"]),
        ("회의", ["회의"]),
        ("北朝鮮における人権侵害の", ["北朝 朝鮮", "人権 権侵 侵害"]),
        ("kwon KWON", ["kwon…"]),
    ],
)
def test_parse_query_returns_terms(typed, expected):
    assert terms(typed) == expected
    assert terms(unicodedata.normalize("NFD", typed)) == expected


@pytest.mark.parametrize("typed", ["", "   ", "\x00", '"', "“”", "%_", "- *", "()", "\\"])
def test_parse_query_of_punctuation_is_empty(typed):
    assert not parse_query(typed)


def test_parse_query_limits_length_and_terms():
    assert len(parse_query("word " * 3000).terms) == 1
    assert len(parse_query(" ".join(f"a{n}" for n in range(99))).terms) == MAX_TERMS
    assert len(parse_query("a" * 10_000).terms[0].words[0]) == 50


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("Crimes against humanity, inhumanity", "crime humanity", "[Crimes] against [humanity], inhumanity"),
        ("Crimes against humanity", "crimes against humanity", "[Crimes against humanity]"),
        ("In P’yŏngyang’s camps", "pyongyang", "In [P’yŏngyang]’s camps"),
        ("A Straße in Łódź", "strasse lodz", "A [Straße] in [Łódź]"),
        ("북한의 인권", "북한", "[북한]의 인권"),
        ("DPRK의 인권", "dprk 권", "[DPRK]의 인[권]"),
        ("北朝鮮における人権侵害", "北朝鮮の人権", "[北朝鮮]における[人権]侵害"),
        ("<b>Kwon</b>", "kwon", "<b>[Kwon]</b>"),
        ("Kwon", "kwo", "[Kwon]"),
        ("Nothing", "else", "Nothing"),
    ],
)
def test_highlight_marks_matches(text, typed, expected):
    assert shown(highlight(text, parse_query(typed))) == expected
    decomposed = highlight(unicodedata.normalize("NFD", text), parse_query(typed))
    assert shown(decomposed) == expected


def test_snippets_prefer_phrases_then_new_words():
    text = "\n".join(
        ["A crime here.", "Sample words. " * 30 + "Crimes against humanity. " + "More words. " * 30, "Kwon."]
    )
    first, second = map(shown, get_snippets(text, parse_query('"crimes against humanity" kwon')))
    assert first.startswith("… ")
    assert first.endswith(" …")
    assert "words. [Crimes against humanity]. More" in first
    assert len(first) < 210
    assert second == "[Kwon]."


def test_snippet_stays_in_its_line():
    assert [shown(passage) for passage in get_snippets("One.\nKwon spoke.\nTwo.", parse_query("kwon"))] == [
        "[Kwon] spoke."
    ]
    assert get_snippets("crimes\nagainst", parse_query('"crimes against"')) == []


def test_letter_cache_is_limited(monkeypatch):
    monkeypatch.setattr(tokenizer, "LETTERS", tokenizer._Letters())
    monkeypatch.setattr(tokenizer, "MAX_CACHED_LETTERS", 3)
    assert tokenizer.fold("ABCDÉ") == "abcde"
    assert len(tokenizer.LETTERS) == 3
